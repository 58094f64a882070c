import { app } from 'electron';
import type { Desk } from '../desk.ts';
import { faultText } from '../errors.ts';
import { localeOf } from '../locale.ts';
import type { Log } from '../log.ts';
import { speak, spoken } from '../words.ts';

/**
 * Has everything that the app says be in the language that is set, from the start and whenever that changes; the page
 * learns of it with the next snapshot.
 * @param onChange what was made of words once and does not ask for them again
 * @returns settles once the first words may be said
 */
export function followLanguage(desk: Desk, onChange: () => void, log: Log): Promise<void> {
  let wanted = spoken();
  const follow = async () => {
    const locale = localeOf(desk.settings().values.language, app.getPreferredSystemLanguages());
    if (locale === wanted) return;
    wanted = locale;
    try {
      await speak(locale);
    } catch (fault) {
      log('error', 'language-not-loaded', { locale, detail: faultText(fault) });
      return;
    }
    onChange();
    desk.changedElsewhere();
  };
  desk.onChange(() => void follow());
  return follow();
}
