/** Refuses a sign-in while another is under way: two at once would try a PIN or a code twice. */
import { AppError } from '../../../contract/errors.ts';

/** Runs `act`, or throws `app.cancelled` when something else runs. */
export type OneAtATime = <T>(act: () => Promise<T>) => Promise<T>;

export function oneAtATime(): OneAtATime {
  let busy = false;
  return async (act) => {
    if (busy) throw new AppError('app.cancelled');
    busy = true;
    try {
      return await act();
    } finally {
      busy = false;
    }
  };
}
