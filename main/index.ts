/** Electron's entry: hardened before anything opens, then one instance of the program. */
import { join } from 'node:path';
import { app } from 'electron';
import { cleanEnvironment } from './child-environment.ts';
import { compose } from './compose.ts';
import { registerScheme } from './electron/app-protocol.ts';
import { runOnce } from './electron/lifecycle.ts';
import { denyNavigation } from './electron/navigation.ts';
import { policyPath, readPolicy } from './electron/policy.ts';
import { locateInstallation } from './installation.ts';

cleanEnvironment(process.env);
app.enableSandbox();
registerScheme();
denyNavigation();

const resourcesFolder = app.isPackaged ? process.resourcesPath : join(app.getAppPath(), 'resources');
const installation = locateInstallation(app.isPackaged, app.getPath('userData'), resourcesFolder, process.env);
app.setPath('userData', installation.dataFolder);
app.setAppUserModelId('example.medimail.desktop');

runOnce(() => {
  const policy = readPolicy({
    isPackaged: app.isPackaged,
    resourcesFolder: app.isPackaged ? process.resourcesPath : app.getAppPath(),
    environment: process.env,
    policyFile: policyPath(process.platform),
  });
  return compose({ installation, policy, version: app.getVersion(), quit: () => app.quit() });
});
