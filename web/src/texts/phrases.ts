// What the reading says of its own reasons, in Arabic: why claims were joined, where a name was placed, whence a day
// comes. These words travel in English with the record; a page in another language finds them here by their pattern.

import { spoken } from "./index";

const KINDS: Record<string, string> = {
  city: "مدينة", town: "بلدة", village: "قرية", neighbourhood: "حي", district: "منطقة", region: "إقليم", governorate: "محافظة", country: "بلد", airbase: "قاعدة جوية", airport: "مطار",
  base: "قاعدة", hill: "تل", mountain: "جبل", river: "نهر", lake: "بحيرة", dam: "سد", road: "طريق", bridge: "جسر", crossing: "معبر", station: "محطة", building: "مبنى", island: "جزيرة", camp: "مخيم",
  valley: "وادٍ", desert: "بادية", field: "حقل", plant: "محطة", checkpoint: "حاجز", junction: "مفترق", port: "ميناء", prison: "سجن", border: "حدود", area: "نطاق واسع", place: "مكان",
};
const kind = (word: string): string => KINDS[word] ?? word;

/** What kind of place it is, in the reader's language. */
export function kindOfPlace(word: string): string {
  return spoken() === "ar" ? kind(word) : word.replaceAll("_", " ");
}

/** Each pattern with what it becomes; the first that fits a piece counts. */
export const PHRASES: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  [/^same place$/, () => "المكان نفسه"],
  [/^places within 3 km$/, () => "مكانان لا يفصل بينهما أكثر من 3 كم"],
  [/^places within both areas$/, () => "كلٌّ منهما داخل نطاق الآخر"],
  [/^one place in the other's area$/, () => "أحدهما داخل نطاق الآخر"],
  [/^places apart$/, () => "مكانان متباعدان"],
  [/^same wide area$/, () => "النطاق الواسع نفسه"],
  [/^place in a wide area$/, () => "مكان داخل نطاق واسع"],
  [/^one names no place$/, () => "أحدهما لا يذكر مكانًا"],
  [/^neither names a place$/, () => "كلاهما لا يذكر مكانًا"],
  [/^same day$/, () => "اليوم نفسه"],
  [/^days overlap$/, () => "أيام متداخلة"],
  [/^reported the same day$/, () => "نُشرا في اليوم نفسه"],
  [/^a day apart$/, () => "بينهما يوم"],
  [/^reported a day apart$/, () => "بين نشرهما يوم"],
  [/^two or three days apart$/, () => "بينهما يومان أو ثلاثة"],
  [/^days apart, and both say so$/, () => "بينهما أيام وكلاهما يذكر يومه"],
  [/^longer apart$/, () => "بينهما زمن أطول"],
  [/^same type$/, () => "النوع نفسه"],
  [/^cause and effect$/, () => "سبب ونتيجة"],
  [/^types easily confused$/, () => "نوعان يسهل الخلط بينهما"],
  [/^same initiator$/, () => "الفاعل نفسه"],
  [/^initiators of one side$/, () => "فاعلان من طرف واحد"],
  [/^initiators of allied sides$/, () => "فاعلان من طرفين حليفين"],
  [/^sides the other way round$/, () => "الطرفان معكوسان"],
  [/^different initiators$/, () => "فاعلان مختلفان"],
  [/^same target$/, () => "الهدف نفسه"],
  [/^targets of one side$/, () => "هدفان من طرف واحد"],
  [/^targets of allied sides$/, () => "هدفان من طرفين حليفين"],
  [/^different targets$/, () => "هدفان مختلفان"],
  [/^counts agree$/, () => "الأعداد متفقة"],
  [/^counts near$/, () => "الأعداد متقاربة"],
  [/^counts differ$/, () => "الأعداد مختلفة"],
  [/^nearly all words shared$/, () => "الكلمات كلها تقريبًا مشتركة"],
  [/^most words shared$/, () => "معظم الكلمات مشتركة"],
  [/^many words shared$/, () => "كلمات كثيرة مشتركة"],
  [/^some words shared$/, () => "بعض الكلمات مشتركة"],
  [/^few words shared$/, () => "كلمات قليلة مشتركة"],
  [/^no words shared$/, () => "لا كلمات مشتركة"],
  [/^reports of one story$/, () => "تقريران عن خبر واحد"],
  [/^reports much alike$/, () => "تقريران متشابهان كثيرًا"],
  [/^reports somewhat alike$/, () => "تقريران متشابهان بعض الشيء"],
  [/^reports little alike$/, () => "تقريران قليلا التشابه"],
  [/^reports not alike$/, () => "تقريران غير متشابهين"],
  [/^different reports$/, () => "تقريران مختلفان"],
  [/^same report$/, () => "التقرير نفسه"],
  [/^same sentence$/, () => "الجملة نفسها"],
  [/^two claims near in place and time$/, () => "ادّعاءان متقاربان مكانًا وزمانًا"],
  [/^near the report's other places$/, () => "قريب من الأماكن الأخرى في التقرير"],
  [/^place of the theatre's pack$/, () => "مكان معروف في حزمة المسرح"],
  [/^within the theatre$/, () => "داخل المسرح"],
  [/^beside one of them$/, () => "بجوار أحدها"],
  [/^beside it$/, () => "بجواره"],
  [/^people$/, () => "عدد السكان"],
  [/^under the section's heading$/, () => "تحت عنوان القسم"],
  [/^spelling ([\d.]+)$/, (n) => `تطابق الكتابة ${n}`],
  [/^is an? ([\w ]+)$/, (k) => `هو ${kind(k)}`],
  [/^is the ([\w ]+) asked for$/, (k) => `هو المطلوب (${kind(k)})`],
  [/^(\w+) for the (\w+) asked for$/, (a, b) => `${kind(a)} والمطلوب ${kind(b)}`],
  [/^(\w+), not the (\w+) asked for$/, (a, b) => `${kind(a)} وليس المطلوب (${kind(b)})`],
  [/^points to '(.+)', named before$/, (name) => `يشير إلى «${name}» المذكور قبله`],
  [/^points to '(.+)', which is not known$/, (name) => `يشير إلى «${name}» وهو غير معروف`],
  [/^an unnamed place by '(.+)'$/, (name) => `مكان غير مسمى قرب «${name}»`],
  [/^by '(.+)'$/, (name) => `قرب «${name}»`],
  [/^half way between the two$/, () => "في منتصف الطريق بينهما"],
  [/^no place of that name fits well enough$/, () => "لا مكان بهذا الاسم يناسب بما يكفي"],
  [/^no place of that name is known$/, () => "لا مكان معروف بهذا الاسم"],
  [/^no place of that name within the theatre$/, () => "لا مكان بهذا الاسم داخل المسرح"],
  [/^'(.+)' from publication (\d{4}-\d\d-\d\d)$/, (words, day) => `«${words}» من تاريخ النشر ${day}`],
  [/^'(.+)' nearest to (\d{4}-\d\d-\d\d)$/, (words, day) => `«${words}» الأقرب إلى ${day}`],
  [/^'(.+)' from '(.+)'$/, (words, other) => `«${words}» من «${other}»`],
  [/^'(.+)'$/, (words) => `«${words}»`],
  [/^metadata: (.+)$/, (name) => `بيانات الصفحة: ${name}`],
  [/^text: '(.+)'$/, (words) => `النص: «${words}»`],
  [/^unknown: no date in text$/, () => "غير معروف: لا تاريخ في النص"],
  [/^waiting for: (.+)$/, (what) => `بانتظار: ${piece(what) ?? what}`],
  [/^compiling the gazetteer, once for this machine \(a minute or two\)$/, () => "تجهيز معجم الأماكن، مرة واحدة على هذا الجهاز (دقيقة أو دقيقتان)"],
  [/^opening the reader$/, () => "فتح القارئ"],
  [/^fetching$/, () => "جلب الصفحة"],
  [/^reading$/, () => "القراءة"],
  [/^storing$/, () => "الحفظ"],
  [/^joining claims into events$/, () => "ضم الادّعاءات في أحداث"],
  [/^given by the person who added it$/, () => "ذكره من أضاف التقرير"],
];

function piece(words: string): string | null {
  for (const [pattern, made] of PHRASES) {
    const found = pattern.exec(words);
    if (found) return made(...found.slice(1));
  }
  return null;
}

/** A reason as the reader's language has it; what no pattern knows stays as it is. */
export function told(words: string): string {
  if (spoken() !== "ar" || !words) return words;
  return piece(words) ?? words.split(/, (?!not the|named before|which is|and both)/).map((part) => piece(part) ?? part).join("، ");
}
