/** The card doctor before anybody is signed in, which is when it is needed. */
import type { ReactNode } from 'react';
import { app } from '../bridge.ts';
import { CardDoctor } from '../screens/card-doctor/card-doctor.tsx';
import type { Workstation } from '../screens/sign-in/sign-in-screen.tsx';
import { WindowBar } from '../ui/window-bar.tsx';
import { WorkstationName } from '../ui/workstation-name.tsx';
import './doctor-window.css';

export function DoctorWindow({
  workstation,
  onBack,
}: {
  readonly workstation: Workstation;
  readonly onBack: () => void;
}): ReactNode {
  return (
    <div className="doctor-window" data-guide="trouble">
      <WindowBar onWindow={(act) => void app.window({ act })}>
        <WorkstationName name={workstation.workstationName} shared={workstation.sharedWorkstation} />
      </WindowBar>
      <CardDoctor onBack={onBack} />
    </div>
  );
}
