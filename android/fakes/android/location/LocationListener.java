package android.location;

import android.os.Bundle;

public interface LocationListener {
    void onLocationChanged(Location at);

    void onProviderDisabled(String receiver);

    void onProviderEnabled(String receiver);

    void onStatusChanged(String receiver, int status, Bundle more);
}
