package android.view;

import fake.World;

public class Window {
    public void setFlags(int flags, int mask) {
        World.set("secure", (flags & mask & WindowManager.LayoutParams.FLAG_SECURE) != 0 ? "yes" : "no");
    }
}
