package android.app;

import android.content.ActivityNotFoundException;
import android.content.Context;
import android.content.Intent;
import android.os.Bundle;
import android.view.Window;
import fake.World;

public class Activity extends Context {
    public static final int RESULT_OK = -1;
    private Intent intent = new Intent("android.intent.action.MAIN");

    /** The system made it. */
    public void created() {
        onCreate(null);
        onResume();
    }

    public void destroyed() {
        onPause();
        onDestroy();
    }

    public void hidden() {
        onPause();
    }

    public void shown() {
        onResume();
    }

    public void result(int request, int code, Intent data) {
        onActivityResult(request, code, data);
    }

    public void comes(Intent intent) {
        onNewIntent(intent);
    }

    protected void onCreate(Bundle was) {}

    protected void onResume() {}

    protected void onPause() {}

    protected void onDestroy() {}

    protected void onNewIntent(Intent intent) {}

    protected void onActivityResult(int request, int code, Intent data) {}

    public void onRequestPermissionsResult(int request, String[] permissions, int[] granted) {}

    public Intent getIntent() {
        return intent;
    }

    public void setIntent(Intent intent) {
        this.intent = intent;
    }

    public Window getWindow() {
        return new Window();
    }

    public final void runOnUiThread(Runnable work) {
        work.run();
    }

    public void startActivityForResult(Intent intent, int request) {
        opens(intent);
        World.set("request", String.valueOf(request));
        Object output = intent.extra("output");
        World.set("output", output == null ? "" : output.toString());
    }

    public void startActivity(Intent intent) {
        opens(intent);
        Intent target = (Intent) intent.extra("target");
        World.set("shared", String.valueOf(target.extra(Intent.EXTRA_STREAM)));
        World.set("shared type", String.valueOf(target.getType()));
        World.set("granted", target.getFlags() + " " + target.granted());
    }

    private static void opens(Intent intent) {
        switch (World.get("opening")) {
            case "absent":
                throw new ActivityNotFoundException("nobody can do this");
            case "refused":
                throw new SecurityException("not allowed");
            case "broken":
                throw new IllegalStateException("the system is unwell");
            default:
                World.set("opened", intent.getAction());
                World.set("granted", intent.getFlags() + " " + intent.granted());
        }
    }

    public final void requestPermissions(String[] permissions, int request) {
        World.set("asked for", String.join(" ", permissions));
        World.set("permission request", String.valueOf(request));
    }

    public boolean moveTaskToBack(boolean any) {
        World.set("moved back", "yes");
        return true;
    }
}
