// What the page says where dead letters are put right: Korean, English. The keys behind `wrong.` are the server's own words.
export const repairWords = {
  repair: ['바로잡기', 'Put right'],
  'repair.what': [
    '받은 내용에서 읽은 값입니다. 틀린 항목을 고치면, 기록하기 전에 무엇이 기록될지 보여 줍니다. 받은 원본은 그대로 남습니다.',
    'These are the values that were read. Correct what is wrong: you see what will be recorded before it is. What came stays as it is.',
  ],
  'repair.others': ['다른 항목', 'Other fields'],
  'repair.do': ['확인하고 다시 처리', 'Check and redrive'],
  'repair.all': ['{0}건 한꺼번에 바로잡기', 'Put all {0} right'],
  'repair.all.what': ['{0}: 입력한 값을 모두에 적용합니다.', '{0}: one value for all of them.'],
  'repair.all.do': ['{0}건 모두 확인하고 다시 처리', 'Check and redrive all {0}'],
  'repair.confirm': ['이렇게 기록합니다', 'This will be recorded'],
  'repair.confirm.all': ['{0}건을 이렇게 기록합니다', 'These will be recorded: {0}'],
  'repair.sentence': ['{0}: {1}, {2}, {3}', '{0}: {1}, {2}, {3}'],
  'repair.unknown': ['금액 모름', 'no amount'],
  'repair.more': ['그 밖에 {0}건', 'And {0} more'],
  'repair.will': [
    '한 번 기록하면 다른 값으로 다시 바로잡을 수 없습니다. 청구서와 금액을 확인하세요.',
    'It is put right once: it cannot be put right again with other values. Check the bill and the amount.',
  ],
  'repair.choose': ['(선택하세요)', '(choose)'],
  'repair.came': ['{0} (받은 값)', '{0} (as it came)'],
  'repair.hint.time': ['예: 2026-01-31 13:47', 'Such as 2026-01-31 13:47'],
  'repair.hint.price': ['원 단위 숫자, 예: 50,000', 'Whole won, such as 50,000'],
  'repair.before': ['이미 바로잡은 항목: {0}. 그대로 다시 처리할 수 있습니다.', 'Put right before: {0}. Redrive it as it is.'],
  'repair.read': ['읽은 내용 {0}건', 'What can be read of it: {0}'],
  corrected: ['{0} 받음, 바로잡음: {1}', 'Received {0}, put right: {1}'],

  'wrong.is missing': ['값이 없습니다.', 'it is missing.'],
  'wrong.is given twice': ['서로 다른 값이 두 번 왔습니다.', 'it came twice, with different values.'],
  'wrong.is not a string': ['글자가 아닌 값입니다.', 'it is not text.'],
  'wrong.is not text: it escapes half a surrogate pair': ['읽을 수 없는 글자가 있습니다.', 'it holds characters that cannot be read.'],
  'wrong.is longer than 64 characters': ['64자보다 깁니다.', 'it is longer than 64 characters.'],
  'wrong.must be W, D, F or C': [
    '결제 완료(F), 취소(C), 미결제(W), 파기(D) 중 하나여야 합니다.',
    'it must be paid, cancelled, unpaid or withdrawn.',
  ],
  'wrong.must be a whole number of won': ['원 단위 숫자여야 합니다.', 'it must be a whole number of won.'],
  'wrong.must be a time such as 20250105134753': ['2026-01-31 13:47 같은 일시여야 합니다.', 'it must be a time such as 2026-01-31 13:47.'],
  'wrong.holds a key or a token': ['키나 토큰은 기록할 수 없습니다.', 'a key or a token cannot be recorded.'],
  'wrong.its apikey is not live, but the token in its URL is right': [
    '등록되지 않은 apikey로 왔습니다. 배포한 사람에게 결제선생이 보내는 키를 PaySsam__ApiKeys에 추가하도록 요청한 뒤, 다시 처리하세요.',
    'It came with an apikey that is not configured. Ask the person who deployed this to add the key that PaySsam sends to ' +
      'PaySsam__ApiKeys. Then redrive it.',
  ],
  'wrong.the apikey that it came with is still not live: set PaySsam__ApiKeys to the one that PaySsam sends': [
    '이 콜백의 apikey가 아직 등록되지 않았습니다. 배포한 사람에게 PaySsam__ApiKeys에 추가하도록 요청하세요.',
    'Its apikey is still not configured. Ask the person who deployed this to add it to PaySsam__ApiKeys.',
  ],
  'wrong.it needs no correction: redrive it as it came': [
    '고칠 것이 없습니다. 그대로 다시 처리하세요.',
    'It needs no correction: redrive it as it came.',
  ],
  'wrong.it was put right before, with other values': [
    '이미 다른 값으로 바로잡아 처리했습니다.',
    'It was put right before, with other values.',
  ],
  'wrong.its bill takes no more callbacks': ['이 청구서는 콜백을 더 받을 수 없습니다.', 'Its bill takes no more callbacks.'],
  'wrong.is missing: a mapping': [
    '값이 없습니다. 결제가 아니라 가맹점 매핑 결과로 보입니다. 종결해도 됩니다.',
    'it is missing. It seems to be the result of a mapping, not a payment. You can dismiss it.',
  ],
  'wrong.The body is empty': ['내용이 비어 있습니다.', 'It is empty.'],
  'wrong.The body is not a JSON object': ['JSON도 폼도 아니어서 읽을 수 없습니다.', 'It is neither JSON nor a form.'],
  'wrong.The body is not well-formed JSON of at most 64 levels': [
    'JSON이 잘못되었거나 중간에 끊겼습니다.',
    'Its JSON is not well-formed, or breaks off.',
  ],
  'wrong.The body is not text in UTF-8, UTF-16 or CP949': ['글자로 읽을 수 없는 내용입니다.', 'It is not text that can be read.'],
  'wrong.apikey is given twice': ['apikey가 두 번 왔습니다.', 'It has two apikeys.'],
  'wrong.it holds a live key, but not as its apikey': ['apikey가 제자리에 없습니다.', 'Its apikey is not where it belongs.'],
  'wrong.its bill has as many callbacks as one may have: 200, of them at most 150 of state W or D': [
    '이 청구서는 콜백을 더 받을 수 없습니다. 결제선생에서 확인한 뒤 종결하세요.',
    'Its bill takes no more callbacks. Compare it with PaySsam, and dismiss it.',
  ],
  'wrong.it is not base64': ['우리 앱이 보낸 큐 메시지가 아닙니다.', 'It is not a message of ours.'],
  'wrong.it is not a callback message of version 1': [
    '우리 앱이 보낸 큐 메시지가 아니거나 다른 버전의 것입니다.',
    'It is not a message of ours, or of another version.',
  ],
  'wrong.it failed as often as host.json allows': ['한 시간 넘게 거듭 실패했습니다.', 'It failed again and again, for over an hour.'],
};
