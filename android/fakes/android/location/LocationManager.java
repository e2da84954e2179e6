package android.location;

import android.os.Looper;
import fake.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

public class LocationManager {
    public static final String FUSED_PROVIDER = "fused";
    public static final String GPS_PROVIDER = "gps";
    public static final String NETWORK_PROVIDER = "network";
    private static LocationListener listening;

    public List<String> getAllProviders() {
        List<String> all = new ArrayList<>(Arrays.asList(World.get("receivers").split(" ")));
        all.removeIf(String::isEmpty);
        return all;
    }

    public boolean isProviderEnabled(String receiver) {
        return (" " + World.get("receivers on") + " ").contains(" " + receiver + " ");
    }

    public Location getLastKnownLocation(String receiver) {
        String last = World.get("last " + receiver);
        return last.isEmpty() ? null : new Location(receiver, last);
    }

    public void requestLocationUpdates(String receiver, long every, float metres, LocationListener to, Looper on) {
        boolean fine = World.is("android.permission.ACCESS_FINE_LOCATION");
        if (GPS_PROVIDER.equals(receiver) && !fine) {
            throw new SecurityException("gps needs the fine location");
        }
        listening = to;
        World.set("listens to", (World.get("listens to") + " " + receiver).trim());
    }

    public void removeUpdates(LocationListener from) {
        listening = null;
        World.set("listens to", "");
    }

    /** A receiver heard something. */
    public static void hears(String receiver, String said) {
        if (listening != null) {
            listening.onLocationChanged(new Location(receiver, said));
        }
    }

    /** Somebody switched a receiver off. */
    public static void switchedOff(String receiver) {
        if (listening != null) {
            listening.onProviderDisabled(receiver);
        }
    }
}
