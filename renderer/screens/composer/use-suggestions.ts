/** Who is meant by what is typed: this workstation's answer at once, the operator's as soon as it is there. */
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../bridge.ts';

export function useSuggestions(typed: string) {
  const confirmed = useQuery(queries.suggestions(typed));
  const here = useQuery(queries.suggestions(typed, 'here'));
  const isConfirmed = confirmed.data !== undefined && !confirmed.isPlaceholderData;
  const isOfUse = !here.isPlaceholderData && (here.data?.hits.length ?? 0) > 0;
  return !isConfirmed && isOfUse ? here.data : confirmed.data;
}
