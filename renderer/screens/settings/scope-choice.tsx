/** What a delegation allows, each with what follows from it; what a chosen one needs is chosen with it. */
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox, CheckboxGroup, Label } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { completeScopes, DelegationScope, scopeNeeds } from '../../../contract/model/delegation.ts';
import { Icon } from '../../ui/icon.tsx';
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
    <CheckboxGroup
      className="field"
      value={[...chosen]}
      onChange={(values) => onChange(completeScopes(['titles', ...DelegationScope.array().parse(values)]))}
    >
      <Label className="field-label">{t('scopes')}</Label>
      <div className="scope-list">
        {DelegationScope.options.map((scope) => (
          <Checkbox key={scope} value={scope} className="scope" isDisabled={isNeeded(scope)}>
            <span className="scope-box" aria-hidden="true">
              <Icon of={Check} size="small" />
            </span>
            <span className="grow">
              <b>{t(scopeWords[scope].name)}</b>
              <span className="caption">{t(scopeWords[scope].text)}</span>
            </span>
          </Checkbox>
        ))}
      </div>
    </CheckboxGroup>
  );
}
