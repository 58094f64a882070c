import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { catalogue } from '../../preload/words/catalogue.ts';

void i18next.use(initReactI18next).init(catalogue);

export { i18next as words };
