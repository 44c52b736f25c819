/** The current time, again every `everyMs`: for ages, countdowns and the headings of lists. */
import { useEffect, useState } from 'react';

/** Current time, refreshed every `everyMs` milliseconds; pass null to stand still. */
export function useNow(everyMs: number | null): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (everyMs === null) return;
    // It may have stood still for minutes: a countdown that starts now would begin in the past.
    setNow(new Date());
    const timer = window.setInterval(() => setNow(new Date()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
}
