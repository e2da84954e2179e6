package app.samruat;

import android.Manifest;
import android.app.Activity;
import android.content.Context;
import android.content.pm.PackageManager;
import android.location.Location;
import android.location.LocationListener;
import android.location.LocationManager;
import android.os.Build;
import android.os.Bundle;
import android.os.Looper;
import android.os.SystemClock;
import java.util.ArrayList;
import java.util.List;

/**
 * The position, from whichever receivers the phone has, while it is looked for and the app is seen. Passes on
 * every fix as it comes; which is the best, Rust says.
 */
final class Place implements LocationListener {
    static final int ASKING = 0x4001;
    private static final long EVERY_MS = 1000;

    private final Activity activity;
    private boolean wanted;
    private boolean listens;
    /** Whether somebody who allowed the rough position was asked for the exact one since the window opened. */
    private boolean askedForMore;

    Place(Activity activity) {
        this.activity = activity;
    }

    void watch(boolean on) {
        wanted = on;
        if (!on) {
            rest();
        } else if (permitsExactly()) {
            listen();
        } else if (permits() && askedForMore) {
            listenRoughly();
        } else {
            askedForMore = permits();
            // The answer comes to permitted(), which is also where a refusal is told.
            activity.requestPermissions(
                    new String[] {Manifest.permission.ACCESS_FINE_LOCATION, Manifest.permission.ACCESS_COARSE_LOCATION},
                    ASKING);
        }
    }

    void permitted() {
        if (!wanted) {
            return;
        }
        if (permitsExactly()) {
            // It may have listened without the satellites until now.
            rest();
            listen();
        } else if (permits()) {
            listenRoughly();
        } else {
            Told.noPosition(Told.NOT_ALLOWED, "the person said no");
        }
    }

    /** Since Android 12 the person may allow this alone: a place moved by up to some kilometres. */
    private void listenRoughly() {
        Told.noPosition(Told.ROUGHLY, "only the rough position is allowed");
        listen();
    }

    void seen(boolean seen) {
        if (!seen) {
            rest();
        } else if (wanted && permits()) {
            listen();
        }
    }

    private boolean permits() {
        return permitsExactly()
                || activity.checkSelfPermission(Manifest.permission.ACCESS_COARSE_LOCATION)
                        == PackageManager.PERMISSION_GRANTED;
    }

    private boolean permitsExactly() {
        return activity.checkSelfPermission(Manifest.permission.ACCESS_FINE_LOCATION) == PackageManager.PERMISSION_GRANTED;
    }

    private static List<String> receivers(LocationManager manager) {
        List<String> there = manager.getAllProviders();
        List<String> ours = new ArrayList<>();
        if (Build.VERSION.SDK_INT >= 31 && there.contains(LocationManager.FUSED_PROVIDER)) {
            ours.add(LocationManager.FUSED_PROVIDER);
        }
        if (there.contains(LocationManager.GPS_PROVIDER)) {
            ours.add(LocationManager.GPS_PROVIDER);
        }
        if (there.contains(LocationManager.NETWORK_PROVIDER)) {
            ours.add(LocationManager.NETWORK_PROVIDER);
        }
        return ours;
    }

    private void listen() {
        if (listens) {
            return;
        }
        LocationManager manager = (LocationManager) activity.getSystemService(Context.LOCATION_SERVICE);
        List<String> receivers = manager == null ? new ArrayList<String>() : receivers(manager);
        boolean any = false;
        boolean on = false;
        for (String receiver : receivers) {
            try {
                // One that is off is asked, too: it says so when somebody switches it on.
                manager.requestLocationUpdates(receiver, EVERY_MS, 0, this, Looper.getMainLooper());
                any = true;
                boolean isOn = manager.isProviderEnabled(receiver);
                on |= isOn;
                Location last = isOn ? manager.getLastKnownLocation(receiver) : null;
                if (last != null) {
                    onLocationChanged(last);
                }
            } catch (SecurityException onlyRoughly) {
                // The satellites are not for whoever was allowed the rough position only; the others are.
            }
        }
        listens = any;
        if (!any) {
            Told.noPosition(Told.ABSENT, "this phone has no receiver");
        } else if (!on) {
            Told.noPosition(Told.SWITCHED_OFF, "every receiver is off");
        }
    }

    private void rest() {
        LocationManager manager = (LocationManager) activity.getSystemService(Context.LOCATION_SERVICE);
        if (listens && manager != null) {
            manager.removeUpdates(this);
        }
        listens = false;
    }

    @Override
    public void onLocationChanged(Location at) {
        long age = (SystemClock.elapsedRealtimeNanos() - at.getElapsedRealtimeNanos()) / 1000000;
        boolean mock = Build.VERSION.SDK_INT >= 31 ? at.isMock() : at.isFromMockProvider();
        float accuracy = at.hasAccuracy() ? at.getAccuracy() : -1;
        // Only the satellites' time is a time that nobody set; any other receiver says the phone's own clock's.
        long heard = LocationManager.GPS_PROVIDER.equals(at.getProvider()) ? at.getTime() : 0;
        Told.position(at.getLatitude(), at.getLongitude(), accuracy, heard, age, mock);
    }

    @Override
    public void onProviderDisabled(String receiver) {
        LocationManager manager = (LocationManager) activity.getSystemService(Context.LOCATION_SERVICE);
        for (String other : receivers(manager)) {
            if (manager.isProviderEnabled(other)) {
                return;
            }
        }
        Told.noPosition(Told.SWITCHED_OFF, "every receiver is off");
    }

    @Override
    public void onProviderEnabled(String receiver) {}

    /** Phones before Android 10 call it, and end the app where it is missing. */
    @Override
    @SuppressWarnings("deprecation")
    public void onStatusChanged(String receiver, int status, Bundle more) {}
}
