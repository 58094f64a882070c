import { useTranslation } from 'react-i18next';
import { type KeyAlgorithm, keyAlgorithms } from '../../preload/contract.ts';
import { SelectEntry } from '../parts/select-entry.tsx';

interface AlgorithmSelectProps {
  readonly value: KeyAlgorithm;
  readonly onChange: (algorithm: KeyAlgorithm) => void;
}

/** Which kind of key is made, and whom that kind is for. */
export function AlgorithmSelect({ value, onChange }: AlgorithmSelectProps) {
  const { t } = useTranslation();
  return (
    <SelectEntry
      label={t('keys.algorithm')}
      hint={t(`keys.algorithmWhy.${value}`)}
      options={keyAlgorithms.map((name) => ({ value: name, words: name }))}
      value={value}
      onChange={onChange}
    />
  );
}
