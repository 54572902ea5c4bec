/** The kinds of columns that tables of results have. */
export type ColumnKind =
  | 'index'
  | 'name'
  | 'value'
  | 'previous'
  | 'flag'
  | 'unit'
  | 'reference'
  | 'low'
  | 'high'
  | 'out_of_range'
  | 'other';

/** Headings in the languages of common reports, comma-separated, in lower case without punctuation. */
// prettier-ignore
export const HEADINGS: Record<ColumnKind, string> = {
  index: 's no, sno, sl no, sr no, no, nr, #, serial no',
  name:
    'test name, test description, test parameter, test parameters, name of test, name of the test, ' +
    'test component, laboratory test, lab test, test, tests, tests done, test done, investigation, ' +
    'investigations, parameter, parameters, analyte, analytes, examination, component, components, ' +
    'determination, assay, biomarker, marker, description, test item, item, test requested, procedure, ' +
    'measurement, observation, blood test, study, untersuchung, analyse, analysen, laborwert, messgröße, ' +
    'bezeichnung, examen, examens, prueba, parámetro, parametro, determinación, análisis, estudio, esame, ' +
    'exame, tetkik, tetkik adı, test adı, bepaling, onderzoek, paramètre, analyses, paramètres, name, ' +
    'particulars, test name method, test method, 项目, 检验项目, 项目名称, 検査項目, 項目',
  value:
    'result, results, test result, your result, your value, current result, current value, patient value, ' +
    'patient result, observed value, observed values, measured value, value, values, value observed, ' +
    'result value, observed, in range, result in range, reading, finding, findings, current, ' +
    'final result, test value, measured, reported value, ergebnis, messwert, wert, befund, résultat, ' +
    'résultats, resultado, resultados, valor, risultato, risultati, esito, sonuç, uitslag, resultaat, ' +
    'current result and flag, result and flag, result flag, 结果, 测定结果, 検査結果, 結果',
  out_of_range: 'out of range, outside range, result out of range, abnormal result',
  previous:
    'previous result, previous results, previous value, previous, previous result and date, prior result, ' +
    'prior, last result, last value, past result, history, previous results date, vorwert, antériorités, ' +
    'antériorité, anterior',
  flag:
    '提示, 判定, flag, flags, status, h l, hl, abnormal, abnormal flag, indicator, alert, remark, remarks, ' +
    'interpretation, flg, abn, result status, markierung, hinweis, evaluation, assessment, state',
  unit:
    'unit, 单位, 単位, units, uom, unit of measure, units of measure, measuring unit, einheit, einheiten, unité, ' +
    'unités, unidad, unidades, unità, unidade, birim, eenheid, result unit, si unit, unit s',
  reference:
    '参考范围, 参考值, 参考区间, 基準値, reference range, reference ranges, reference interval, reference intervals, reference value, ' +
    'reference values, reference, references, ref range, ref ranges, ref interval, ref value, ref values, ' +
    'ref, normal range, normal ranges, normal value, normal values, normal interval, normal limits, ' +
    'normal, normals, bio ref interval, bio ref range, bio ref intervals, bio ref, bio reference interval, ' +
    'bio reference range, biological ref interval, biological ref range, biological reference interval, ' +
    'biological reference intervals, biological reference range, biological reference, expected range, ' +
    'expected value, expected values, standard range, range, ranges, interval, limits, desirable range, ' +
    'optimal range, target range, target, reference limits, lab range, referenzbereich, referenz, ' +
    'referenzwert, referenzwerte, normbereich, normwert, normwerte, valeurs de référence, ' +
    'valeur de référence, valeurs usuelles, valeurs normales, normes, norme, intervalle de référence, ' +
    'valores de referencia, valor de referencia, rango de referencia, intervalo de referencia, ' +
    'valores normales, rango, valori di riferimento, intervallo di riferimento, intervalli di riferimento, ' +
    'riferimento, valores de referência, valor de referência, intervalo de referência, referans aralığı, ' +
    'referans değer, referans değerler, referans, referentiewaarden, referentie, healthy range',
  low: 'low, lower limit, min, minimum, lower, ref low, low limit, lower bound, range low',
  high: 'high, upper limit, max, maximum, upper, ref high, high limit, upper bound, range high',
  other:
    'method, methodology, test methodology, technique, technology, specimen, specimen type, sample, ' +
    'sample type, lab, site, code, test code, loinc, loinc code, date, comment, comments, notes, note, ' +
    'instrument, performed, time, graph, trend, chart, methode, méthode, método, metodo, collected, ' +
    'machine, equipment, department, profile, panel, category, delta, change',
};
