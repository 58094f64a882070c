import { Plus } from 'lucide-react';
import { Group } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Command } from '../parts/command.tsx';
import { useReading, useRequest } from '../request.ts';
import { useAuthority } from '../service.tsx';

const builtIn = ['notTheirs', 'unidentified', 'suspicious', 'mistake'] as const;

interface RejectReasonsProps {
  readonly reason: string;
  readonly onChoose: (reason: string) => void;
}

/** Reasons to choose from: the administrator's alone where they fixed them, else the built-in ones and the operator's own. */
export function RejectReasons({ reason, onChoose }: RejectReasonsProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { value: page, again } = useReading(() => authority.settings(null), 0);
  const { run, busy } = useRequest();
  if (!page) return null;
  const lines = page.values.rejectReasons.split('\n').filter((line) => line !== '');
  const fixed = page.fixed.includes('rejectReasons');
  const offered = fixed ? lines : [...builtIn.map((name) => t(`reject.preset.${name}`)), ...lines];
  const keep = async () => {
    await run(() => authority.saveSettings({ values: { rejectReasons: [...lines, reason].join('\n') } }));
    again();
  };
  return (
    <>
      <Group className="reasons" aria-label={t('reject.reasons')}>
        {offered.map((one) => (
          <Command key={one} onPress={() => onChoose(one)}>
            {one}
          </Command>
        ))}
      </Group>
      {!fixed && reason !== '' && !reason.includes('\n') && !offered.includes(reason) && (
        <div>
          <Command look="bare" icon={Plus} onPress={keep} busy={busy}>
            {t('reject.keep')}
          </Command>
        </div>
      )}
    </>
  );
}
