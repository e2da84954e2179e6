package android.net;

import fake.World;

public class ConnectivityManager {
    private static NetworkCallback watching;

    public Network getActiveNetwork() {
        return World.get("network").isEmpty() ? null : new Network();
    }

    public NetworkCapabilities getNetworkCapabilities(Network network) {
        return new NetworkCapabilities();
    }

    public void registerNetworkCallback(NetworkRequest request, NetworkCallback callback) {
        watching = callback;
    }

    public void unregisterNetworkCallback(NetworkCallback callback) {
        watching = null;
    }

    /** A network changed, whichever. */
    public static void changes() {
        if (watching != null) {
            watching.onCapabilitiesChanged(new Network(), new NetworkCapabilities());
        }
    }

    public static void loses() {
        if (watching != null) {
            watching.onLost(new Network());
        }
    }

    public static class NetworkCallback {
        public void onCapabilitiesChanged(Network network, NetworkCapabilities can) {}

        public void onLost(Network network) {}
    }
}
