// What a person says of PaySsam's answers: Korean, English.
export const judging = {
  'odd.says': ['결제선생의 답: 승인번호 {0}, {1}, {2}', 'PaySsam answered: approval {0}, {1}, {2}'],
  'odd.cancelled': ['취소로 기록', 'Cancelled: record it'],
  'odd.cancelled.will': [
    '결제선생에 한 번 더 조회하고, 답이 그대로이면 취소로 기록합니다. 합계가 바뀝니다.',
    'PaySsam is asked once more. If it answers the same, the cancellation is recorded and the sums change.',
  ],
  'odd.not_cancelled': ['취소 아님', 'Not cancelled'],
  'odd.not_cancelled.will': [
    '목록에서 뺍니다. 합계는 바뀌지 않습니다. 결제선생이 다른 취소를 답하면 다시 나타납니다.',
    'It leaves the list and no sum changes. It comes back if PaySsam names another cancellation.',
  ],
  'check.odd': [
    '결제선생이 취소라고 답했지만 기록하지 않았습니다. "확인할 것"에서 확인하세요.',
    'PaySsam answered C; nothing was recorded. See “Needs attention”.',
  ],
  'check.stopped': [
    '취소라는 답이 너무 많아 기록을 멈췄습니다. "결제선생 대조"에서 확인하세요.',
    'PaySsam answers C too often: nothing was recorded. See “Ask PaySsam”.',
  ],
  resume: ['조회 다시 시작', 'Resume'],
  'resume.why': [
    '{0}에 조회를 멈췄습니다. 결제된 청구서에 대한 최근 {2}번의 답 중 {1}번이 취소였고, 더 있었습니다. 몇 건을 결제선생에서 확인하세요.',
    'Asking stopped on {0}: {1} of the last {2} answers about paid bills were cancellations, and more came. ' +
      'Look at some of them at PaySsam.',
  ],
  'resume.do': ['확인했습니다. 다시 조회', 'I looked: resume'],
  'resume.will': ['취소를 다시 기록하기 시작합니다.', 'Cancellations are recorded again.'],
  trust: ['결제선생의 C는 취소입니까?', 'Does PaySsam’s C mean cancelled?'],
  'trust.why': [
    '결제선생은 C가 취소라고 설명하지만, 수납을 뜻한 사례가 있습니다. 그래서 먼저 결제라고 답한 청구서의 취소만 바로 기록합니다. 결제선생에 확인했으면 알려 주세요.',
    'PaySsam says that C means cancelled, but it was seen to mean received. ' +
      'So a cancellation is recorded at once only where PaySsam answered “paid” before. If you asked PaySsam, say so here.',
  ],
  'trust.do': ['C는 취소입니다', 'C means cancelled'],
  'trust.will': [
    '이 주소와 버전의 결제선생이 C라고 답하면 취소로 기록합니다.',
    'Where PaySsam answers C at this address and version, it is recorded as a cancellation.',
  ],
  'trust.said': ['C는 취소라고 {0}에 확인했습니다. {1}', 'A person said on {0} that C means cancelled. {1}'],
  confirmed: ['결제선생이 {0}에 결제라고 답했습니다.', 'Confirmed by PaySsam on {0}.'],
};
