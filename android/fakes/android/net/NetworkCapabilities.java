package android.net;

/** By a word for what is paid for or "free", and "unproved" behind it where nobody saw yet that it leads anywhere. */
public final class NetworkCapabilities {
    public static final int NET_CAPABILITY_INTERNET = 12;
    public static final int NET_CAPABILITY_NOT_METERED = 11;
    public static final int NET_CAPABILITY_VALIDATED = 16;
    private final String how;

    NetworkCapabilities(String how) {
        this.how = how;
    }

    public boolean hasCapability(int capability) {
        switch (capability) {
            case NET_CAPABILITY_NOT_METERED:
                return how.startsWith("free");
            case NET_CAPABILITY_VALIDATED:
                return !how.endsWith("unproved");
            default:
                return true;
        }
    }
}
