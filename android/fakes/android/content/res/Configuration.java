package android.content.res;

public final class Configuration {
    public float fontScale = Float.parseFloat("0" + fake.World.get("font scale"));
}
