import type { Handlers } from '../../../contract/ipc/define.ts';
import type { doctorContract } from '../../../contract/ipc/doctor.contract.ts';
import type { Doctor } from '../core/doctor/doctor.ts';

export function doctorHandlers(
  doctor: Doctor,
  ports: { readonly readAgain: () => void; readonly fetchLists: () => Promise<void> },
): Handlers<typeof doctorContract> {
  return {
    report: () => doctor.report(),
    run: () => {
      ports.readAgain();
      return doctor.run();
    },
    fetchLists: async () => {
      await ports.fetchLists();
      doctor.again(['authentication', 'signature', 'revocation', 'card']);
      return {};
    },
  };
}
