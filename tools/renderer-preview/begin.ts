/** The preview's entry: the interface reads its bridge as it loads, so that comes once there is one. Development only. */
import './fake-bridge.ts';
import './enter.ts';

void import('../../renderer/app/start.tsx');
