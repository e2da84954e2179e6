package app.samruat;

import android.app.Notification;
import android.app.Service;
import android.content.Context;
import android.content.Intent;
import android.content.pm.ServiceInfo;
import android.os.Build;
import android.os.IBinder;
import android.os.PowerManager;

/**
 * Keeps the app going, and the processor awake, while the person asked to send now and puts the phone away. It does
 * nothing itself, and is over when the sending is.
 */
public final class Sending extends Service {
    private static final int NUMBER = 1;
    /**
     * A day's photos over a weak line go in less. What takes longer goes on while the phone is awake, and with the job: a
     * server that does not answer must not empty a battery that has to last until the evening.
     */
    private static final long AWAKE_MS = 30 * 60 * 1000L;
    private static volatile boolean wanted;
    private static volatile Sending running;
    private PowerManager.WakeLock awake;

    /** Why it could not begin; null where it did. */
    static String begin(Context context) {
        wanted = true;
        try {
            context.startForegroundService(new Intent(context, Sending.class));
            return null;
        } catch (RuntimeException refused) {
            // The system does not let an app begin this that is not seen. It is sent all the same.
            return String.valueOf(refused.getMessage());
        }
    }

    /**
     * It is over, also where the system has not begun it yet: one that is stopped before it has shown its word ends
     * the app, so it shows it first and stops itself then.
     */
    static void end() {
        wanted = false;
        Sending one = running;
        if (one != null) {
            one.stop();
        }
    }

    @Override
    public int onStartCommand(Intent intent, int flags, int number) {
        running = this;
        Notification word = Notices.of(this, getString(R.string.sending), "", true);
        if (Build.VERSION.SDK_INT >= 29) {
            startForeground(NUMBER, word, ServiceInfo.FOREGROUND_SERVICE_TYPE_DATA_SYNC);
        } else {
            startForeground(NUMBER, word);
        }
        if (wanted) {
            stayAwake();
        } else {
            stop();
        }
        return START_NOT_STICKY;
    }

    /** Asked to send once more, it stays awake for as long again. */
    private synchronized void stayAwake() {
        PowerManager power = getSystemService(PowerManager.class);
        if (awake == null && power != null) {
            awake = power.newWakeLock(PowerManager.PARTIAL_WAKE_LOCK, "samruat:sending");
            awake.setReferenceCounted(false);
        }
        if (awake != null) {
            awake.acquire(AWAKE_MS);
        }
    }

    private synchronized void stop() {
        letSleep();
        stopSelf();
    }

    private synchronized void letSleep() {
        if (awake != null) {
            awake.release();
            awake = null;
        }
    }

    @Override
    public void onDestroy() {
        running = null;
        letSleep();
        super.onDestroy();
    }

    /**
     * The system allows some hours a day; what is left goes with the next job. Android 15 and later call it, and
     * no earlier one knows it.
     */
    public void onTimeout(int number, int type) {
        stop();
    }

    @Override
    public IBinder onBind(Intent intent) {
        return null;
    }
}
