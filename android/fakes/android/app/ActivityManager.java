package android.app;

public class ActivityManager {
    public boolean isBackgroundRestricted() {
        return fake.World.is("restricted");
    }
}
