// Why a bill needs attention, and what to do then: Korean, English.
export const reasons = {
  'why.paid_twice': ['두 번 이상 결제되었습니다.', 'It was paid more than once.'],
  'do.paid_twice': [
    '결제하신 분에게 확인하세요. 중복 결제이면 한 건을 결제선생에서 취소하세요. 취소되면 이 목록에서 저절로 사라집니다.',
    'Ask the payer. If it is a duplicate, cancel one payment at PaySsam. Then the bill leaves this list by itself.',
  ],
  'why.paid_after_cancellation': ['취소한 뒤에 다시 결제되었습니다.', 'It was paid again after a cancellation.'],
  'do.paid_after_cancellation': [
    '다시 받기로 한 결제인지 확인하세요. 아니면 결제선생에서 취소하세요.',
    'Check that this payment was meant. If not, cancel it at PaySsam.',
  ],
  'why.cancelled_more_than_paid': ['결제한 금액보다 많이 취소되었습니다.', 'More was cancelled than was paid.'],
  'do.cancelled_more_than_paid': ['결제선생에 취소 내역을 문의하세요.', 'Ask PaySsam about the cancellations.'],
  'why.cancelled_without_payment': ['결제 콜백을 받은 적이 없는데 취소되었습니다.', 'A payment was cancelled that was never reported.'],
  'do.cancelled_without_payment': [
    '결제선생에 조회하세요. 결제 콜백이 빠졌을 수 있습니다.',
    'Ask PaySsam: the callback of the payment may be missing.',
  ],
  'why.withdrawn_and_paid': ['파기된 청구서가 결제되었습니다.', 'It was withdrawn, and paid.'],
  'do.withdrawn_and_paid': ['어느 쪽이 맞는지 결제선생에 조회하세요.', 'Ask PaySsam which of the two is true.'],
  'why.amounts_differ': [
    '같은 결제나 취소의 금액이 서로 다르게 왔습니다.',
    'One payment or cancellation was reported with different amounts.',
  ],
  'do.amounts_differ': ['결제선생에서 실제 금액을 확인하세요.', 'Check the true amount at PaySsam.'],
  'why.no_amount': ['금액을 알 수 없어 합계에서 빠졌습니다.', 'Its amount is not known, and is in no sum.'],
  'do.no_amount': ['결제선생에 조회하세요.', 'Ask PaySsam.'],
  'why.unreadable_time': ['시각을 읽을 수 없어 받은 날에 기록했습니다.', 'Its time cannot be read: it stands on the day it came.'],
  'do.unreadable_time': ['결제선생에서 실제 날짜를 확인하세요.', 'Check the true day at PaySsam.'],
  'why.two_members': ['서로 다른 가맹점의 콜백이 왔습니다.', 'Its callbacks name different members.'],
  'do.two_members': ['어느 가맹점의 청구서인지 결제선생에 문의하세요.', 'Ask PaySsam whose bill it is.'],
  'why.not_as_expected': ['등록한 금액과 다르게 결제되었습니다.', 'The amount paid is not the one that was registered.'],
  'do.not_as_expected': [
    '부족하면 나머지를 청구하고, 넘치면 차액을 돌려주세요. 등록이 틀렸으면 다시 등록하세요.',
    'Bill the rest, or give back what is too much. If the registration is wrong, register the bill again.',
  ],
  'why.odd_answer': [
    '결제선생이 취소(C)라고 답했습니다. 실제 취소인지 아직 알 수 없어 기록하지 않았습니다.',
    'PaySsam answered C. It may not mean cancelled, so nothing was recorded.',
  ],
  'do.odd_answer': [
    '결제선생 관리자 화면에서 확인한 뒤, 취소이면 "취소로 기록", 아니면 "취소 아님"을 누르세요.',
    "Look at PaySsam's own console. Then press “Cancelled: record it”, or “Not cancelled”.",
  ],
  'why.too_many_callbacks': ['콜백이 너무 많아 일부를 기록하지 못했습니다.', 'It has too many callbacks: some were not recorded.'],
  'do.too_many_callbacks': [
    '처리하지 못한 건에 있습니다. 결제선생에서 실제 상태를 확인하세요.',
    'They are among the dead letters. Check the true state at PaySsam.',
  ],
};
