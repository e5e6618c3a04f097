# Values, functions and operators.

Feature: Values

  Scenario Outline: What an expression is
    Given an empty graph
    When executing query:
      """
      RETURN <expression> AS found
      """
    Then the result should be, in order:
      | found   |
      | <found> |

    Examples:
      | expression                                       | found                   |
      | 7 / 2                                            | 3                       |
      | 7 / 2.0                                          | 3.5                     |
      | -7 % 3                                           | -1                      |
      | 2 ^ 10                                           | 1024.0                  |
      | 1 + 2 * 3 - 4                                    | 3                       |
      | 'quo' + 'ta' + 7                                 | 'quota7'                |
      | [1, 2] + 3                                       | [1, 2, 3]               |
      | 0 + [1]                                          | [0, 1]                  |
      | 1 < 2 < 3                                        | true                    |
      | 1 < 3 < 2                                        | false                   |
      | 1 = 1.0                                          | true                    |
      | null = null                                      | null                    |
      | null IN []                                       | false                   |
      | 3 IN [1, null]                                   | null                    |
      | 1 IN [1, null]                                   | true                    |
      | [1, null] = [1, 2]                               | null                    |
      | [1, null] = [2, null]                            | false                   |
      | {a: 1} = {a: 1.0}                                | true                    |
      | 'b' > 'a'                                        | true                    |
      | 'b' > 1                                          | null                    |
      | true XOR null                                    | null                    |
      | false AND null                                   | false                   |
      | true OR null                                     | true                    |
      | NOT null                                         | null                    |
      | null IS NULL                                     | true                    |
      | 'harbour' STARTS WITH 'har'                      | true                    |
      | 'harbour' CONTAINS 'bo'                          | true                    |
      | 'harbour' ENDS WITH null                         | null                    |
      | 'harbour' =~ 'h.*r'                              | true                    |
      | 'harbour' =~ 'arb'                               | false                   |
      | [1, 2, 3, 4][1..3]                               | [2, 3]                  |
      | [1, 2, 3, 4][-2..]                               | [3, 4]                  |
      | [1, 2, 3][5]                                     | null                    |
      | [1, 2, 3][-1]                                    | 3                       |
      | {a: {b: [5]}}.a.b[0]                             | 5                       |
      | {a: 1}['a']                                      | 1                       |
      | size('łódź')                                     | 4                       |
      | reverse('abc')                                   | 'cba'                   |
      | reverse([1, 2])                                  | [2, 1]                  |
      | head([])                                         | null                    |
      | last([1, 2])                                     | 2                       |
      | tail([1, 2, 3])                                  | [2, 3]                  |
      | range(1, 9, 4)                                   | [1, 5, 9]               |
      | range(3, 1, -1)                                  | [3, 2, 1]               |
      | range(3, 1)                                      | []                      |
      | coalesce(null, 2, 3)                             | 2                       |
      | split('a,b,,c', ',')                             | ['a', 'b', '', 'c']     |
      | substring('harbour', 3)                          | 'bour'                  |
      | substring('harbour', 3, 2)                       | 'bo'                    |
      | left('quota', 2) + right('quota', 1)             | 'qua'                   |
      | replace('aXbX', 'X', '-')                        | 'a-b-'                  |
      | trim('  x ') + toUpper('y') + toLower('Z')       | 'xYz'                   |
      | toInteger('12') + toInteger(3.9)                 | 15                      |
      | toInteger('twelve')                              | null                    |
      | toFloat('1.5')                                   | 1.5                     |
      | toString(1.0)                                    | '1.0'                   |
      | toBoolean('TRUE')                                | true                    |
      | toIntegerOrNull([1])                             | null                    |
      | abs(-3) + sign(-2)                               | 2                       |
      | round(2.5)                                       | 3.0                     |
      | floor(-1.5) + ceil(1.2)                          | 0.0                     |
      | sqrt(16)                                         | 4.0                     |
      | keys({b: 1, a: 2})                               | ['a', 'b']              |
      | reduce(sum = 0, x IN [1, 2, 3] \| sum + x)       | 6                       |
      | [x IN range(1, 6) WHERE x % 2 = 0 \| x * x]      | [4, 16, 36]             |
      | all(x IN [] WHERE x > 1)                         | true                    |
      | any(x IN [1, null] WHERE x > 1)                  | null                    |
      | none(x IN [1, 2] WHERE x > 2)                    | true                    |
      | single(x IN [1, 2, 3] WHERE x = 2)               | true                    |
      | single(x IN [2, 2] WHERE x = 2)                  | false                   |
      | CASE 3 WHEN 1 THEN 'one' WHEN 3 THEN 'three' END | 'three'                 |
      | CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END            | 'b'                     |
      | CASE WHEN null THEN 1 END                        | null                    |
      | toString(date('2024-02-28') + duration('P2D'))   | '2024-03-01'            |
      | date('2024-05-10') > date('2024-03-01')          | true                    |
      | date('2024-05-10').month                         | 5                       |
      | 0x1F + 0o17                                      | 46                      |
      | -9223372036854775808                             | -9223372036854775808    |
      | size([x IN [1, 2] \| [y IN [1, 2, 3] \| x * y]]) | 2                       |

  Scenario Outline: What is refused before anything is read
    Given an empty graph
    When executing query:
      """
      <question>
      """
    Then a SyntaxError should be raised at compile time: <detail>

    Examples:
      | question                                              | detail                       |
      | RETURN x                                              | UndefinedVariable            |
      | MATCH (a) RETURN a.name, count(*) + b                 | UndefinedVariable            |
      | MATCH (a)-[r]->(b), (c)-[r]->(d) RETURN r             | RelationshipUniquenessViolation |
      | MATCH (a)-[a]->() RETURN a                            | VariableTypeConflict         |
      | MATCH p = (p)-->() RETURN p                           | VariableAlreadyBound         |
      | UNWIND [1] AS x UNWIND [2] AS x RETURN x              | VariableAlreadyBound         |
      | RETURN 1 AS a, 2 AS a                                 | ColumnNameConflict           |
      | RETURN nonsense(1)                                    | UnknownFunction              |
      | RETURN abs(1, 2)                                      | InvalidNumberOfArguments     |
      | RETURN abs('a')                                       | InvalidArgumentType          |
      | MATCH (a) WITH a.name RETURN 1                        | NoExpressionAlias            |
      | MATCH (a) WHERE count(a) > 1 RETURN a                 | InvalidAggregation           |
      | MATCH (a) RETURN sum(count(a))                        | NestedAggregation            |
      | RETURN 1 UNION RETURN 2 AS two                        | DifferentColumnsInUnion      |
      | MATCH (a) RETURN a LIMIT -3                           | NegativeIntegerArgument      |
      | MATCH (a) RETURN a SKIP a.n                           | NonConstantExpression        |
      | MATCH (a)                                             | InvalidClauseComposition     |
      | RETURN 99999999999999999999                           | IntegerOverflow              |
      | MATCH (a) DELETE a                                    | UnexpectedSyntax             |
      | MATCH (a RETURN a                                     | UnexpectedSyntax             |
