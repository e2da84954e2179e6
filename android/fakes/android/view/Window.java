package android.view;

import fake.World;

public class Window {
    public void setFlags(int flags, int mask) {
        World.set("secure", (flags & mask & WindowManager.LayoutParams.FLAG_SECURE) != 0 ? "yes" : "no");
    }

    public void setStatusBarColor(int colour) {
        World.set("ground of the status bar", String.valueOf(colour));
    }

    public void setNavigationBarColor(int colour) {
        World.set("ground of the navigation bar", String.valueOf(colour));
    }

    public View getDecorView() {
        World.set("decor", "yes");
        return new View();
    }

    public WindowInsetsController getInsetsController() {
        if (!World.is("decor")) {
            throw new NullPointerException("there is no decor");
        }
        return new WindowInsetsController() {
            @Override
            public void setSystemBarsAppearance(int appearance, int mask) {
                World.set("bars", String.valueOf(World.number("bars", 0) & ~mask | appearance & mask));
            }
        };
    }
}
