// Hides the middle of a number that may be somebody's own, wherever what a person said is shown or read out (P-11, P-12).

// Seven digits and more; four in hanzi are a year or a hotline, seven are not.
const LONG_NUMBER = /[\d零〇幺一二两三四五六七八九](?:[\s-]?[\d零〇幺一二两三四五六七八九]){6,}[Xx]?/gu;
// An identity card, a mobile phone, a bank card: what is never read out in a public hall.
const PERSONAL = /(?<!\d)(?:\d{17}[\dXx]|\d{15,19}|1[3-9]\d{9})(?!\d)/g;

// The first three and the last four of a card or a phone stay, of anything else the last four or fewer.
export function masked(text) {
  return text.replace(LONG_NUMBER, (number) => {
    const digits = number.replace(/[\s-]/g, "");
    const first = [11, 15, 18].includes(digits.length) ? 3 : 0;
    const last = digits.length > 8 ? 4 : 2;
    return digits.slice(0, first) + "*".repeat(digits.length - first - last) + digits.slice(-last);
  });
}

export function hasLongNumber(text) {
  return text.search(LONG_NUMBER) >= 0;
}

// tail(lastFour): how a personal number is named aloud.
export function discreet(sentence, tail) {
  return sentence.replace(PERSONAL, (number) => tail(number.slice(-4)));
}
