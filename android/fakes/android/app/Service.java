package android.app;

import android.content.Context;
import android.content.Intent;
import android.os.IBinder;
import fake.World;

public abstract class Service extends Context {
    public static final int START_NOT_STICKY = 2;

    public int onStartCommand(Intent intent, int flags, int number) {
        return 0;
    }

    public abstract IBinder onBind(Intent intent);

    public final void startForeground(int number, Notification word) {
        startForeground(number, word, 0);
    }

    public final void startForeground(int number, Notification word, int type) {
        World.set("service", getClass().getSimpleName());
        World.set("shown", "yes");
    }

    public final void stopSelf() {
        World.set("service", "");
    }

    public void onDestroy() {}
}
