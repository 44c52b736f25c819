/** People who satisfy the criteria: this workstation's answer at once, the operator's as soon as it is there. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { queries } from '../../bridge.ts';
import { type CriteriaFields, criteriaOf } from './criteria.ts';

export function useFound(fields: CriteriaFields) {
  const criteria = criteriaOf(fields);
  const confirmed = useInfiniteQuery(queries.directorySearch(criteria, 'operator'));
  const here = useInfiniteQuery(queries.directorySearch(criteria, 'here'));
  const isConfirmed = confirmed.data !== undefined && !confirmed.isPlaceholderData;
  const isWhole = !here.isPlaceholderData && here.data?.pages[0]?.here?.edition != null;
  // People who were only met are no answer while the operator may still give the whole one.
  const found = !isConfirmed && isWhole ? here : confirmed;
  return { found, again: () => void confirmed.refetch() };
}
