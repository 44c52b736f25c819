/** The current time, again every `everyMs`: for ages, countdowns and the headings of lists. */
import { useEffect, useState } from 'react';

/** Current time, refreshed every `everyMs` milliseconds; pass null to stand still. */
export function useNow(everyMs: number | null): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (everyMs === null) return;
    const timer = window.setInterval(() => setNow(new Date()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
}
