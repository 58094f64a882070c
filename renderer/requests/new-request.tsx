import { Check } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { RequestAnswer } from '../../preload/contract.ts';
import { FilesNotice } from '../intake/added-notice.tsx';
import { type RefusedFile, readDropped } from '../intake/dropped.ts';
import { tokenIn } from '../intake/material.ts';
import { Command } from '../parts/command.tsx';
import { DialogFrame } from '../parts/dialog-frame.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { TextEntry } from '../parts/text-entry.tsx';
import { useBusy } from '../place.ts';
import { useRequest } from '../request.ts';
import { useAuthority } from '../service.tsx';
import { RequestOutcome } from './request-outcome.tsx';
import { PreviewedRequest } from './request-preview.tsx';
import { usePreview } from './use-preview.ts';

/** What main takes at most, in characters. */
const longest = 256 * 1024;

interface NewRequestProps {
  /** The token that was pasted or dropped, or nothing. */
  readonly brought: string;
  readonly onClose: () => void;
  readonly onMade: (jobId: string) => void;
}

/** Makes a job at the service out of a subject's token, once the operator has read what it says. */
export function NewRequest({ brought, onClose, onMade }: NewRequestProps) {
  const authority = useAuthority();
  const { t } = useTranslation();
  const { run, busy, refusal } = useRequest();
  const [text, setText] = useState(brought);
  const [test, setTest] = useState(false);
  const [answer, setAnswer] = useState<Exclude<RequestAnswer, { outcome: 'made' }> | null>(null);
  const [files, setFiles] = useState<readonly RefusedFile[]>([]);

  const token = tokenIn(text) ?? text.trim();
  const tooLong = token.length > longest;
  const { preview, refusal: unread } = usePreview(token === '' || tooLong ? null : token);
  const sendable = preview !== null && preview.obstacles.length === 0;

  useBusy(busy || text !== '');

  const write = (next: string) => {
    setText(next);
    setAnswer(null);
    setFiles([]);
  };

  const send = async () => {
    if (!sendable) return;
    setAnswer(null);
    const given = await run(() => authority.sendRequest({ token, test }));
    if (given?.outcome === 'made') {
      onClose();
      onMade(given.jobId);
    } else if (given) setAnswer(given);
  };

  const onDrop = async (event: DragEvent) => {
    const dropped = [...event.dataTransfer.files];
    if (dropped.length === 0) return;
    event.preventDefault();
    const gift = await readDropped(dropped);
    if (gift.kind === 'request') write(gift.token);
    else if (gift.refused.length > 0) setFiles(gift.refused);
    else write(gift.text);
  };

  return (
    // While it is being sent, its answer is what the dialog stays for.
    <DialogFrame title={t('request.title')} onClose={busy ? () => {} : onClose}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a field takes the same by keyboard */}
      <div
        className="request"
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes('Files')) event.preventDefault();
        }}
        onDrop={(event) => void onDrop(event)}
      >
        <p>{t('request.explained')}</p>
        <TextEntry
          label={t('request.field')}
          hint={t('request.hint')}
          problem={tooLong ? t('request.tooLong') : null}
          value={text}
          onChange={write}
          isReadOnly={busy}
          rows={preview && preview.claims.length > 0 ? 2 : 5}
          mono
          autoFocus
        />
        <FilesNotice files={files} />
        <RefusalNotice refusal={unread} title={t('request.unread')} />
        <Checkbox className="check" isSelected={test} onChange={setTest} isDisabled={busy}>
          <span className="check-box" aria-hidden="true">
            {test && <Check size={14} strokeWidth={3} />}
          </span>
          <span>{t('request.test')}</span>
        </Checkbox>
        {preview && <PreviewedRequest preview={preview} />}
        {/* In view however long the claims are, and with it what became of the request. */}
        <div className="dialog-foot">
          <RefusalNotice refusal={refusal} />
          {answer && <RequestOutcome answer={answer} />}
          <div className="dialog-commands">
            {busy && (
              <p className="quiet request-sending" role="status">
                {t('request.sending')}
              </p>
            )}
            <Command onPress={onClose} isDisabled={busy}>
              {answer ? t('common.close') : t('common.cancel')}
            </Command>
            <Command look="primary" onPress={send} busy={busy} isDisabled={!sendable}>
              {answer?.outcome === 'unknown' ? t('request.sendAgain') : t('request.send')}
            </Command>
          </div>
        </div>
      </div>
    </DialogFrame>
  );
}
