import type { Handlers } from '../../../contract/ipc/define.ts';
import type { storageContract } from '../../../contract/ipc/storage.contract.ts';
import type { Storage } from '../core/storage/storage.ts';

export function storageHandlers(storage: Storage): Handlers<typeof storageContract> {
  return {
    state: () => storage.state(),
    previewRule: (rule) => storage.previewRule(rule),
    setRule: (rule) => storage.setRule(rule),
    pause: ({ paused }) => storage.pause(paused),
    usage: () => storage.usage(),
    previewFreeing: ({ choices }) => ({ weights: storage.previewFreeing(choices) }),
    free: (choice) => storage.free(choice),
    cancelFreeing() {
      storage.cancelFreeing();
      return {};
    },
    async rebuild() {
      await storage.rebuild();
      return {};
    },
    dismissLoss: () => storage.dismissLoss(),
  };
}
