package android.view;

import fake.World;

public class View {
    public static final int SYSTEM_UI_FLAG_LIGHT_STATUS_BAR = 0x2000;
    public static final int SYSTEM_UI_FLAG_LIGHT_NAVIGATION_BAR = 0x10;

    public int getSystemUiVisibility() {
        return World.number("system ui", 0);
    }

    public void setSystemUiVisibility(int flags) {
        World.set("system ui", String.valueOf(flags));
    }
}
