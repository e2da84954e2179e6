package android.app;

import android.content.Context;

public class Notification {
    public static final int VISIBILITY_PUBLIC = 1;
    String title;
    String words;

    public static class Style {}

    public static class BigTextStyle extends Style {
        public BigTextStyle bigText(CharSequence words) {
            return this;
        }
    }

    public static class Builder {
        private final Notification made = new Notification();

        public Builder(Context context, String channel) {}

        public Builder setSmallIcon(int icon) {
            return this;
        }

        public Builder setContentTitle(CharSequence title) {
            made.title = title.toString();
            return this;
        }

        public Builder setContentText(CharSequence words) {
            made.words = words.toString();
            return this;
        }

        public Builder setStyle(Style style) {
            return this;
        }

        public Builder setVisibility(int to) {
            return this;
        }

        public Builder setOngoing(boolean on) {
            return this;
        }

        public Builder setAutoCancel(boolean on) {
            return this;
        }

        public Builder setContentIntent(PendingIntent intent) {
            return this;
        }

        public Notification build() {
            return made;
        }
    }
}
