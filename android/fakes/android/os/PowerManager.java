package android.os;

import fake.World;

public final class PowerManager {
    public static final int PARTIAL_WAKE_LOCK = 1;

    public boolean isPowerSaveMode() {
        return World.is("saves power");
    }

    public WakeLock newWakeLock(int level, String tag) {
        return new WakeLock();
    }

    /** Keeps the processor awake: the world's "awake" says for how many milliseconds at the most. */
    public static final class WakeLock {
        public void setReferenceCounted(boolean counted) {}

        public void acquire(long most) {
            World.set("awake", String.valueOf(most));
        }

        public void release() {
            World.set("awake", "");
        }
    }
}
