import { enumLabel } from '../../../schema/vocabulary/vocabulary.ts';

type Labels = Readonly<Record<string, Readonly<Record<'EN' | 'ZH', string>>>>;

/** Labels of this system's own enums; those of the vocabulary stand there. */
const ownLabels: Readonly<Record<string, Labels>> = {
  FeedbackPromiseKind: {
    ACCEPT: { EN: 'Taken on', ZH: '受理' },
    ANSWER: { EN: 'Answered', ZH: '答复' },
    CONTACT: { EN: 'Called back', ZH: '回访' },
    RECTIFY: { EN: 'Put right', ZH: '整改' },
  },
  RectificationTarget: {
    CASE: { EN: 'Case', ZH: '办件' },
    SERVICE: { EN: 'Service', ZH: '事项' },
    RULE: { EN: 'Rule', ZH: '规则' },
  },
};

export type LabelArguments = { readonly lang?: 'EN' | 'ZH' | null };

/** Resolver of a label: that of the enum's value in a field of the same object. */
export const labelOf =
  <T>(enumName: string, valueOf: (source: T) => string) =>
  (source: T, { lang }: LabelArguments): string | null => {
    const language = lang ?? 'EN';
    const value = valueOf(source);
    return ownLabels[enumName]?.[value]?.[language] ?? enumLabel(enumName, value, language);
  };
