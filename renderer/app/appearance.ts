/** Puts what was chosen for this workstation into force: language and theme. */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../bridge.ts';
import { chooseTheme } from './theme.ts';

export function useAppearance(): void {
  const { i18n } = useTranslation();
  const { data } = useQuery(queries.workstation());
  useEffect(() => {
    if (data) chooseTheme(data.theme);
  }, [data]);
  useEffect(() => {
    if (!data || i18n.language === data.locale) return;
    void i18n.changeLanguage(data.locale);
    document.documentElement.lang = data.locale;
  }, [data, i18n]);
}
