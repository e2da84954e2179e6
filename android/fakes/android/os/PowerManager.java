package android.os;

public final class PowerManager {
    public boolean isPowerSaveMode() {
        return fake.World.is("saves power");
    }
}
