package android.content;

import android.content.res.Resources;
import fake.World;
import java.io.File;

public class Context {
    public static final String LOCATION_SERVICE = "location";

    public File getNoBackupFilesDir() {
        if (World.is("folder is gone")) {
            throw new IllegalStateException("the storage is not mounted");
        }
        return new File(World.get("folder"));
    }

    public Resources getResources() {
        return new Resources();
    }

    public String getString(int id) {
        return "string " + id;
    }

    public int getColor(int id) {
        return id;
    }

    public ContentResolver getContentResolver() {
        return new ContentResolver();
    }

    public Intent registerReceiver(BroadcastReceiver receiver, IntentFilter filter) {
        String level = World.get("battery");
        if (level.isEmpty()) {
            return null;
        }
        return new Intent(Intent.ACTION_BATTERY_CHANGED)
                .putExtra("level", (Object) Integer.valueOf(level))
                .putExtra("scale", (Object) 100)
                .putExtra("plugged", (Object) (World.is("charging") ? 1 : 0));
    }

    public int checkSelfPermission(String permission) {
        return World.is(permission) ? 0 : -1;
    }

    public ComponentName startForegroundService(Intent intent) {
        if (World.is("no service may begin")) {
            throw new IllegalStateException("not allowed from the background");
        }
        if (!World.is("the system is slow")) {
            beginsLate();
        }
        return null;
    }

    /** The system begins the service that it was asked for. */
    public static void beginsLate() {
        World.service().onStartCommand(null, 0, 1);
    }

    public Object getSystemService(String name) {
        return LOCATION_SERVICE.equals(name) && !World.is("no location service")
                ? new android.location.LocationManager()
                : null;
    }

    public final <T> T getSystemService(Class<T> of) {
        if (World.is("no services")) {
            return null;
        }
        try {
            return of.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException none) {
            return null;
        }
    }
}
