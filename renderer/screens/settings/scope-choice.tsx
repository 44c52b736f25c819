/** What a delegation allows, each with what follows from it; what a chosen one needs is chosen with it. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { completeScopes, DelegationScope, scopeNeeds } from '../../../contract/model/delegation.ts';
import { CheckList } from '../../ui/check-list.tsx';
import { scopeWords } from './delegation-words.ts';

export function ScopeChoice({
  chosen,
  onChange,
}: {
  readonly chosen: readonly DelegationScope[];
  readonly onChange: (chosen: readonly DelegationScope[]) => void;
}): ReactNode {
  const { t } = useTranslation('delegation');
  const isNeeded = (scope: DelegationScope) =>
    scope === 'titles' || chosen.some((one) => scopeNeeds[one].includes(scope));
  return (
    <CheckList
      label={t('scopes')}
      chosen={chosen}
      onChange={(values) => onChange(completeScopes(['titles', ...DelegationScope.array().parse(values)]))}
      options={DelegationScope.options.map((scope) => ({
        value: scope,
        name: t(scopeWords[scope].name),
        text: t(scopeWords[scope].text),
        isDisabled: isNeeded(scope),
      }))}
    />
  );
}
