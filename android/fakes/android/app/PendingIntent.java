package android.app;

import android.content.Context;
import android.content.Intent;

public final class PendingIntent {
    public static final int FLAG_IMMUTABLE = 0x4000000;

    public static PendingIntent getActivity(Context context, int request, Intent intent, int flags) {
        return new PendingIntent();
    }
}
