package android.app;

import fake.World;

public class NotificationManager {
    public static final int IMPORTANCE_LOW = 2;

    public void createNotificationChannel(NotificationChannel channel) {}

    public boolean areNotificationsEnabled() {
        return !World.is("no notices");
    }

    public void notify(int number, Notification word) {
        World.set("notice", word.title + "|" + word.words);
    }
}
