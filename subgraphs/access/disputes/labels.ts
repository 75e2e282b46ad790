type Labels = Readonly<Record<string, Readonly<Record<'EN' | 'ZH', string>>>>;

const labels: Readonly<Record<'DisputeStatus' | 'DisputeResolution', Labels>> = {
  DisputeStatus: {
    OPEN: { EN: 'Waiting for an answer', ZH: '待答复' },
    ANSWERED: { EN: 'Answered', ZH: '已答复' },
  },
  DisputeResolution: {
    CORRECTED: { EN: 'Corrected', ZH: '已更正' },
    UPHELD: { EN: 'Found to be right', ZH: '核实无误' },
    NOT_RESPONSIBLE: { EN: 'For another department', ZH: '不属本部门' },
  },
};

/** Resolver of a label: that of the value in a field of the same object; null where there is none. */
export const disputeLabel =
  <T>(name: keyof typeof labels, valueOf: (source: T) => string | null) =>
  (source: T, { lang }: { readonly lang?: 'EN' | 'ZH' | null }): string | null =>
    labels[name][valueOf(source) ?? '']?.[lang ?? 'EN'] ?? null;
