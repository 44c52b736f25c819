/** A folder may be removed while one is in it, here or on another workstation: then the received box takes its place. */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { queries } from '../bridge.ts';
import { useNavigation } from './place.tsx';

export function useLeaveLostFolder(): void {
  const { place, goList } = useNavigation();
  const { data } = useQuery(queries.folders());
  const isLost =
    place.screen === 'folder' && data !== undefined && !data.folders.some(({ id }) => id === place.folderId);
  useEffect(() => {
    if (isLost) goList('received');
  }, [isLost, goList]);
}
