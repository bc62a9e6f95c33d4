// Date in a time zone that is not the process's own. goja knows no other zone
// than that one, so the local methods of Date are defined by those for UTC.
//   toLocal(ms)  the UTC time that reads as ms does in the zone
//   toUTC(ms)    its inverse
//   format(ms, kind)  the texts of toString and its kin
(function (toLocal, toUTC, format) {
  'use strict'
  const Native = Date
  const proto = Native.prototype
  const { apply, construct, defineProperty } = Reflect
  const { parse, UTC } = Native
  const { valueOf, setTime, getTimezoneOffset } = proto
  const time = (date) => apply(valueOf, date, [])
  const define = (target, name, value) =>
    defineProperty(target, name, { value, writable: true, enumerable: false, configurable: true })

  for (const field of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
    const get = proto['getUTC' + field]
    const getter = { ['get' + field]() { return apply(get, new Native(toLocal(time(this))), []) } }
    define(proto, 'get' + field, getter['get' + field])
    const set = proto['setUTC' + field]
    if (!set) continue
    const setter = {
      ['set' + field](...args) {
        const local = new Native(toLocal(time(this)))
        apply(set, local, args)
        return apply(setTime, this, [toUTC(time(local))])
      },
    }
    defineProperty(setter['set' + field], 'length', { value: proto['set' + field].length, configurable: true })
    define(proto, 'set' + field, setter['set' + field])
  }
  define(proto, 'getTimezoneOffset', { getTimezoneOffset() { return (time(this) - toLocal(time(this))) / 60000 } }.getTimezoneOffset)
  for (const name of ['toString', 'toDateString', 'toTimeString']) {
    define(proto, name, { [name]() { return format(time(this), name) } }[name])
  }

  // parseDate reads a text without zone as local time. The native parser takes
  // it for local time of the process.
  const utcDate = /^\s*[+-]?\d{4,6}(-\d\d(-\d\d)?)?\s*$/
  const zoned = /(Z|GMT|UTC?|[A-Z][SD]T|:.*[+-]\d\d:?\d\d)\s*(\(.*\))?\s*$/i
  const test = RegExp.prototype.test
  const parseDate = (text) => {
    const ms = parse(text)
    if (ms !== ms || apply(test, utcDate, [text]) || apply(test, zoned, [text])) return ms
    return toUTC(ms - apply(getTimezoneOffset, new Native(ms), []) * 60000)
  }

  function NewDate(...args) {
    if (!new.target) return format(Native.now(), 'toString')
    let ms
    if (args.length === 0) return construct(Native, [], new.target)
    if (args.length > 1) {
      ms = toUTC(apply(UTC, Native, args))
    } else if (args[0] instanceof Native) {
      ms = time(args[0])
    } else {
      const v = args[0] === Object(args[0]) ? toPrimitive(args[0]) : args[0]
      ms = typeof v === 'string' ? parseDate(v) : Number(v)
    }
    return construct(Native, [ms], new.target)
  }
  const toPrimitive = (object) => {
    const method = object[Symbol.toPrimitive]
    if (method !== undefined && method !== null) return apply(method, object, ['default'])
    for (const name of ['valueOf', 'toString']) {
      const v = object[name]
      if (typeof v === 'function') {
        const result = apply(v, object, [])
        if (result !== Object(result)) return result
      }
    }
    throw new TypeError('Cannot convert object to primitive value')
  }
  defineProperty(NewDate, 'name', { value: 'Date', configurable: true })
  defineProperty(NewDate, 'length', { value: 7, configurable: true })
  defineProperty(NewDate, 'prototype', { value: proto, writable: false })
  define(NewDate, 'now', Native.now)
  define(NewDate, 'UTC', UTC)
  define(NewDate, 'parse', { parse(text) { return parseDate(String(text)) } }.parse)
  define(proto, 'constructor', NewDate)
  return NewDate
})
