package android.location;

public class Location {
    private final String provider;
    private final String[] said;

    /** Latitude, longitude, accuracy or a dash, milliseconds since 1970, its age in milliseconds, mock or true. */
    public Location(String provider, String said) {
        this.provider = provider;
        this.said = said.split(" ");
    }

    public double getLatitude() {
        return Double.parseDouble(said[0]);
    }

    public double getLongitude() {
        return Double.parseDouble(said[1]);
    }

    public boolean hasAccuracy() {
        return !"-".equals(said[2]);
    }

    public float getAccuracy() {
        return Float.parseFloat(said[2]);
    }

    public long getTime() {
        return Long.parseLong(said[3]);
    }

    public long getElapsedRealtimeNanos() {
        return android.os.SystemClock.elapsedRealtimeNanos() - Long.parseLong(said[4]) * 1_000_000L;
    }

    public boolean isMock() {
        return "mock".equals(said[5]);
    }

    public boolean isFromMockProvider() {
        return isMock();
    }

    public String getProvider() {
        return provider;
    }
}
