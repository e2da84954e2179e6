package app.samruat;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;

/** Words that stand in the system's bar: that something is being sent, or what the person must know of it. */
final class Notices {
    private static final String CHANNEL = "sync";
    private static final int NUMBER = 2;

    private Notices() {}

    static Notification of(Context context, String title, String words, boolean goesOn) {
        NotificationManager manager = context.getSystemService(NotificationManager.class);
        manager.createNotificationChannel(new NotificationChannel(
                CHANNEL, context.getString(R.string.channel), NotificationManager.IMPORTANCE_LOW));
        Intent open = new Intent(context, MainActivity.class).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
        return new Notification.Builder(context, CHANNEL)
                .setSmallIcon(R.drawable.notice)
                .setContentTitle(title)
                .setContentText(words)
                .setStyle(new Notification.BigTextStyle().bigText(words))
                // Nothing of anybody is on a locked screen: these words name nobody.
                .setVisibility(Notification.VISIBILITY_PUBLIC)
                .setOngoing(goesOn)
                .setAutoCancel(!goesOn)
                .setContentIntent(PendingIntent.getActivity(context, 0, open, PendingIntent.FLAG_IMMUTABLE))
                .build();
    }

    /** Whether the person lets us say anything there. */
    static boolean say(Context context, String title, String words) {
        NotificationManager manager = context.getSystemService(NotificationManager.class);
        if (manager == null || !manager.areNotificationsEnabled()) {
            return false;
        }
        manager.notify(NUMBER, of(context, title, words, false));
        return true;
    }
}
