package app.samruat;

import android.app.NativeActivity;
import android.content.Intent;
import android.os.Bundle;

/**
 * The window. Owns nothing but passing on what only an activity is told; Rust draws and decides.
 */
public final class MainActivity extends NativeActivity {
    private Phone phone;

    @Override
    protected void onCreate(Bundle was) {
        phone = new Phone(this, this);
        // From the first frame on; the person may lift it in the settings.
        phone.hideFromPictures(true);
        phone.forgetCopies();
        // Before the thread of the window starts, which asks for the phone.
        Told.arrived(phone);
        super.onCreate(was);
        if (was == null) {
            phone.taken(getIntent());
        }
    }

    @Override
    protected void onNewIntent(Intent intent) {
        super.onNewIntent(intent);
        setIntent(intent);
        phone.taken(intent);
    }

    @Override
    protected void onResume() {
        super.onResume();
        phone.seen(true);
    }

    @Override
    protected void onPause() {
        phone.seen(false);
        super.onPause();
    }

    @Override
    protected void onDestroy() {
        phone.close();
        Told.left(phone);
        super.onDestroy();
    }

    @Override
    protected void onActivityResult(int request, int code, Intent data) {
        phone.answered(request, code, data);
    }

    @Override
    public void onRequestPermissionsResult(int request, String[] permissions, int[] granted) {
        phone.permitted(request);
    }
}
