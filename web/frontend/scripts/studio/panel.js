// Our groups of the properties panel: who, form, deadline, rules, conditions, tables, services, exits.

import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';

import { asked, choice, choices, h, line, link, read, tick, words } from './entries.js';
import { all, Extensions, read as extension } from './extensions.js';
import { addressOf, say } from './page.js';
import { translate } from './words.js';

const TASKS = ['bpmn:UserTask', 'bpmn:ManualTask'];
const FLOWING = ['bpmn:Activity', 'bpmn:Event', 'bpmn:Gateway'];
const UNITS = ['working_days', 'working_hours', 'hours', 'days', 'months'];
const TIMES = { timeDate: 'date', timeDuration: 'duration', timeCycle: 'cycle' };
const DROPPED = ['timer'];
const named = (list) => list.map((item) => ({ value: item.key, label: item.title || item.key }));
const isTask = (element) => isAny(element, TASKS) || getBusinessObject(element).$type === 'bpmn:Task';
const definition = (element, type) => (getBusinessObject(element).eventDefinitions || []).find((found) => found.$type === type);

export class OwnGroups {
  constructor(propertiesPanel, injector, offers) {
    this.offers = offers;
    this.extensions = new Extensions(injector);
    propertiesPanel.registerProvider(400, this);
  }

  getGroups(element) {
    return (groups) => [
      ...groups.filter((group) => !DROPPED.includes(group.id)),
      ...[this.who, this.deadline, this.method, this.flow, this.timer, this.condition, this.decision, this.script, this.service, this.stage, this.exit]
        .map((group) => group.call(this, element)).filter(Boolean),
    ].map((group) => ({ ...group, translate }));
  }

  attribute(element, type, name) {
    return { id: `${type}-${name}`, value: () => extension(element, type, name), write: (value) => this.extensions.write(element, type, name, value) };
  }

  who(element) {
    const event = isAny(element, ['bpmn:StartEvent', 'bpmn:IntermediateCatchEvent', 'bpmn:BoundaryEvent', 'bpmn:ReceiveTask']);
    const asks = isTask(element) || (event && (is(element, 'bpmn:StartEvent') || is(element, 'bpmn:ReceiveTask') || definition(element, 'bpmn:MessageEventDefinition')));
    if (!asks) return null;
    const of = (name) => this.attribute(element, 'opora:Task', name);
    const form = extension(element, 'opora:Task', 'form');
    const entries = [
      choice({ ...of('role'), label: say('role'), options: () => named(this.offers().roles) }),
      ...(isTask(element) ? [line({ ...of('seat'), label: say('seat'), description: say('seat-hint') })] : []),
      choice({ ...of('form'), label: say('form'), options: () => named(this.offers().forms) }),
    ];
    if (form) entries.push(words({ id: 'form-link', render: () => link(addressOf(`${form}.form.json`), say('open-form'), '_blank') }));
    return { id: 'who', label: say('who'), entries };
  }

  deadline(element) {
    if (!isTask(element)) return null;
    const of = (name) => this.attribute(element, 'opora:Deadline', name);
    const told = asked({ id: 'deadline-said', question: () => this.question(element) });
    return { id: 'deadline', label: say('deadline'), entries: [
      line({ ...of('amount'), label: say('amount') }),
      choice({ ...of('unit'), label: say('unit'), options: () => UNITS.map((unit) => ({ value: unit, label: say(unit) })) }),
      choice({ ...of('anchor'), label: say('anchor'), options: () => this.anchors() }),
      line({ ...of('warn'), label: say('warn'), description: say('warn-hint') }),
      told,
    ] };
  }

  question(element) {
    const [found] = all(element, 'opora:Deadline');
    if (!found) return null;
    return { about: 'deadline', ...Object.fromEntries(['amount', 'unit', 'anchor', 'warn'].map((name) => [name, found.get(name) || ''])) };
  }

  anchors() {
    const { tasks, values } = this.offers();
    return [
      { value: 'entry', label: say('from-entry') },
      { value: 'case', label: say('from-case') },
      ...values.filter((value) => ['date', 'datetime'].includes(value.kind)).map((value) => ({ value: `fact:${value.name}`, label: say('from-fact', { name: value.title || value.name }) })),
      ...tasks.map((task) => ({ value: `task:${task.key}`, label: say('from-task', { name: task.title }) })),
    ];
  }

  method(element) {
    if (!isAny(element, FLOWING)) return null;
    const of = (name) => this.attribute(element, 'opora:Task', name);
    const rules = () => this.offers().rules.map((rule) => ({ value: rule.key, label: `${rule.key} ${rule.title}` }));
    return { id: 'method', label: say('method'), entries: [
      choice({ ...of('line'), label: say('line'), options: () => ['front', 'back'].map((side) => ({ value: side, label: say(side) })) }),
      choices({ ...of('source'), label: say('source'), options: rules, add: say('add-rule') }),
      line({ ...of('documents'), label: say('documents'), description: say('documents-hint') }),
      choices({ ...of('references'), label: say('references'), options: () => named(this.offers().references), add: say('add-page') }),
    ] };
  }

  flow(element) {
    if (!is(element, 'bpmn:SequenceFlow')) return null;
    const business = getBusinessObject(element);
    const source = business.sourceRef;
    if (!isAny(source, ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway', 'bpmn:Activity'])) return null;
    const isDefault = tick({ id: 'is-default', label: say('is-default'), value: () => source.default === business,
      write: (value) => this.extensions.carryOut([
        { cmd: 'element.updateModdleProperties', context: { element, moddleElement: source, properties: { default: value ? business : undefined } } },
        ...(value ? [{ cmd: 'element.updateModdleProperties', context: { element, moddleElement: business, properties: { conditionExpression: undefined } } }] : []),
      ]) });
    const condition = read({ id: 'condition', label: say('condition'),
      value: () => (business.conditionExpression && business.conditionExpression.body) || '',
      write: (text) => this.extensions.set(element, business, { conditionExpression: this.extensions.formal(business, text) }),
      question: (text) => ({ about: 'expression', text }) });
    return { id: 'flow', label: say('when'), entries: [isDefault, ...(source.default === business ? [] : [condition, this.values()])] };
  }

  // The values a condition may ask for, with what they can be.
  values() {
    return words({ id: 'values', render: () => h('details', {}, h('summary', {}, say('values')), h('dl', {}, this.offers().values.map((value) => [
      h('dt', {}, h('code', {}, value.name)),
      h('dd', {}, [value.title, value.where && `«${value.where}»`, value.options.length && value.options.map(([key, label]) => `"${key}" ${label}`).join('; ')].filter(Boolean).join(' · ')),
    ]))) });
  }

  timer(element) {
    const timer = definition(element, 'bpmn:TimerEventDefinition');
    if (!timer) return null;
    const kind = Object.keys(TIMES).find((name) => timer.get(name)) || '';
    const body = () => (kind && timer.get(kind).body) || '';
    const set = (name, text) => this.extensions.set(element, timer, { timeDate: undefined, timeDuration: undefined, timeCycle: undefined,
      ...(name ? { [name]: this.extensions.formal(timer, text || ' ') } : {}) });
    const entries = [choice({ id: 'timer-kind', label: say('timer-kind'), value: () => kind, write: (name) => set(name, body()), options: () => Object.keys(TIMES).map((name) => ({ value: name, label: say(TIMES[name]) })) })];
    if (kind) entries.push(read({ id: 'timer-text', label: say(`${TIMES[kind]}-text`), rows: 1, value: () => body().trim(), write: (text) => set(kind, text), question: (text) => ({ about: 'timer', kind: TIMES[kind], text }) }));
    return { id: 'own-timer', label: say('timer'), entries };
  }

  condition(element) {
    const event = definition(element, 'bpmn:ConditionalEventDefinition');
    if (!event) return null;
    return { id: 'own-condition', label: say('when'), entries: [read({ id: 'event-condition', label: say('condition'),
      value: () => (event.condition && event.condition.body) || '',
      write: (text) => this.extensions.set(element, event, { condition: this.extensions.formal(event, text) }),
      question: (text) => ({ about: 'expression', text }) }), this.values()] };
  }

  decision(element) {
    if (!is(element, 'bpmn:BusinessRuleTask')) return null;
    const of = (name) => this.attribute(element, 'opora:Decision', name);
    const chosen = this.offers().decisions.find((table) => table.key === extension(element, 'opora:Decision', 'ref'));
    return { id: 'decision', label: say('decision'), entries: [
      choice({ ...of('ref'), label: say('table'), options: () => named(this.offers().decisions) }),
      ...(chosen ? [words({ id: 'table-link', render: () => link(addressOf(chosen.file), say('open-table')) })] : []),
      line({ ...of('result'), label: say('result') }),
    ] };
  }

  script(element) {
    if (!is(element, 'bpmn:ScriptTask')) return null;
    const business = getBusinessObject(element);
    return { id: 'script', label: say('script'), entries: [
      read({ id: 'script-text', label: say('script-text'), rows: 3, value: () => business.get('script') || '', write: (text) => this.extensions.set(element, business, { script: text || undefined }), question: (text) => ({ about: 'expression', text }) }),
      line({ ...this.attribute(element, 'opora:Script', 'result'), label: say('result') }),
      this.values(),
    ] };
  }

  service(element) {
    if (!is(element, 'bpmn:ServiceTask')) return null;
    const of = (name) => this.attribute(element, 'opora:Service', name);
    const { services } = this.offers();
    const chosen = services.find((service) => service.key === extension(element, 'opora:Service', 'name'));
    const inputs = Object.entries(chosen ? chosen.inputs : {}).map(([name, kind]) => this.input(element, name, kind));
    return { id: 'service', label: say('service'), entries: [choice({ ...of('name'), label: say('function'), options: () => services.map((service) => ({ value: service.key, label: service.key })) }), ...inputs, line({ ...of('result'), label: say('result') })] };
  }

  input(element, name, kind) {
    const mine = () => all(element, 'opora:Input');
    const of = (item) => ({ name: item.get('name'), expression: item.get('expression') });
    return read({ id: `input-${name}`, label: `${name} (${kind})`, rows: 1,
      value: () => { const found = mine().find((item) => item.get('name') === name); return (found && found.get('expression')) || ''; },
      write: (text) => this.extensions.replace(element, 'opora:Input', [...mine().map(of).filter((item) => item.name !== name), ...(text ? [{ name, expression: text }] : [])]),
      question: (text) => ({ about: 'expression', text }) });
  }

  stage(element) {
    if (!is(element, 'bpmn:CallActivity')) return null;
    const business = getBusinessObject(element);
    const chosen = this.offers().processes.find((process) => process.key === business.calledElement);
    return { id: 'stage', label: say('stage'), entries: [
      choice({ id: 'called', label: say('called'), value: () => business.calledElement || '', write: (key) => this.extensions.set(element, business, { calledElement: key || undefined }), options: () => named(this.offers().processes) }),
      ...(chosen ? [words({ id: 'stage-link', render: () => link(addressOf(chosen.file), say('open-stage')) })] : []),
    ] };
  }

  exit(element) {
    if (!is(element, 'bpmn:EndEvent')) return null;
    return { id: 'exit', label: say('exit'), entries: [
      choice({ ...this.attribute(element, 'opora:Exit', 'outcome'), label: say('outcome'), options: () => ['good', 'neutral', 'bad'].map((kind) => ({ value: kind, label: say(kind) })) }),
      line({ ...this.attribute(element, 'opora:Opens', 'process'), label: say('opens'), description: say('opens-hint') }),
    ] };
  }
}
OwnGroups.$inject = ['propertiesPanel', 'injector', 'offers'];
