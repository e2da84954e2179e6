package android.app.job;

import android.app.Service;
import android.content.Intent;
import android.os.IBinder;
import fake.World;

public abstract class JobService extends Service {
    public abstract boolean onStartJob(JobParameters job);

    public abstract boolean onStopJob(JobParameters job);

    public final void jobFinished(JobParameters job, boolean again) {
        World.set("job", again ? "again" : "done");
    }

    @Override
    public final IBinder onBind(Intent intent) {
        return null;
    }
}
