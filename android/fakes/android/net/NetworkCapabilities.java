package android.net;

import fake.World;

public final class NetworkCapabilities {
    public static final int NET_CAPABILITY_INTERNET = 12;
    public static final int NET_CAPABILITY_NOT_METERED = 11;

    public boolean hasCapability(int capability) {
        return capability == NET_CAPABILITY_NOT_METERED ? "free".equals(World.get("network")) : true;
    }
}
