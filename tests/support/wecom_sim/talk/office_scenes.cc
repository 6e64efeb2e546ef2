// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/talk/scene.h"

namespace custos::wecom_sim {

const char* const kOfficeScenes = R"TALK(
@ internal any
r {mate}，今天的日报发群里了，帮忙看下数字对不对|{mate}，客户{product}的报价单您审一下
r? [file:日报.pdf]
k 看到了，新增那一栏再核一下|可以，折扣注明审批编号
r 好的，马上改|收到
k 改完直接提交系统|嗯，下班前交
@ internal any
k {day}{part}开周会，都准备一下{product}的跟进情况|下周目标{nn}单，大家报一下预测
r 收到|我这边预计{n}单
k [calendar]
r 好的，参会|收到，会准时
@ internal any
r {shop}的客户投诉处理完了，给您同步一下|昨天那个退款单财务卡住了，帮催一下呗
k 什么原因|单号发我
r {order}，客户改主意了|{order}，缺一张签字单
k 行，我去问|补一张就能走
r 谢谢{mate}|辛苦辛苦
@ internal any
k 中午吃什么|楼下新开了家面馆，去不去
r 走，{hour}点见|今天带饭了，改天
k 好嘞|行
@ internal any
r 这个客户要{product}的检测报告，谁那有|{mate}，{model}的库存还有多少
k 我发你|系统里显示{nn}，昨天刚到了一批
k? [doc:库存登记表]
r 太好了|收到，谢谢
@ internal any
k 这周的培训记得参加，{product}新品知识|考核题库更新了，{day}之前做完
r 收到，线上还是线下|好的，做完截图给您
k 线上，链接在日历里|线下，{shop}三楼
r OK|好的
@ internal any
r 帮我看下这个客户是不是已经有人跟了，尾号那个做建材的|查重显示撞单了，{mate}这个算谁的
k 系统里是先报备的算，是{rep}的|按归属来，你转给他吧
r 明白，我转过去|好，按规定来
@ internal any
k 新同事今天入职，大家多带带|欢迎新伙伴
r 欢迎欢迎|[emotion]
k 工位在靠窗那排，账号下午开好|合同模板在共享盘里
r 好的，我来带|没问题
@ internal any
r [call]
r 刚电话里说的事我写下来：{product}先发样品，{day}前给报价|电话里讲了，客户要{day}交付
k 好，记录了|跟进人写你的名字
@ internal any
k [todo:{day}前提交客户回访表]
r 收到|已提交
)TALK";

const char* const kRiskScenes = R"TALK(
@ risk private_payment
c 现在付的话能便宜点吗|那我怎么付
r! 您直接转我个人微信吧，不走公司，给您再便宜{off}|这个您打我支付宝就行，我帮您垫进去，省得走公司流程|别扫公司码了，转账到我自己的银行卡{bankcard}，优惠{percent}个点
c 安全吗|公司知道吗
r! 放心，我跟您保证，付我个人账户最快|没事的，收款我个人先收着，回头补单
c 那我考虑下|这样不太好吧
@ risk private_payment
r! 定金先微信转我私人号，{deposit}就行，公司那边我来报|尾款转我这张卡：{bankcard}，{bank}的，户名是我本人
c 好的|收据呢
r! 收据回头补给您，先转过来我给您锁价|走私账没收据，但价格给到最低
@ risk private_deal
c 公司的价格太高了|有没有别的办法
r! 不走公司的话我私下接，{product}给您便宜三成|这单您别在公司下，我外面有工厂，直接给您做，省一半
c 质量有保证吗|售后怎么办
r! 都是一样的货，我们单独签，别告诉公司|同一个师傅私下去做，钱直接给师傅
@ risk private_deal
r! {name}，实话说，公司抽得太多，您这单我帮您飞给我朋友的店，价格低{percent}个点|这套我私下带您跟业主签，不经过门店，佣金给一半就行
c 真的吗|那合同呢
r! 合同跟他那边签，您别跟门店的人提|咱们私下签个协议就行
@ risk divert_contact
r! 您加我私人微信{wechat}吧，工作号过段时间不用了|以后有事联系我另一个微信{wechat}，这个号公司能看到|加一下我个人号{phone}，微信同号，私下聊方便
c 好，我加了|为什么换号
r 通过一下哈|私下聊方便些
@ risk divert_contact
r! 我把您拉到我自己的群里，以后优惠都在那边发，扫这个码加我小号|这边说话不方便，加我QQ或者我老婆的微信{wechat}
c 行|好的
@ risk kickback
k 这次供应商那边怎么说|{product}这单还能不能谈
r! 他们答应给{percent}个点的回扣，打到我卡上，咱俩一人一半|返点{percent}%，现金，不走账，你懂的
k! 行，别让财务看出来|可以，票我来处理
@ risk kickback
c 你们这边选我们的话，我个人表示一下|采购这边还请多关照
r! 返点能给多少？{percent}个点我就帮您推|可以，每单给我提{percent}个点，我保证让你们中标
c 没问题|我想想
@ risk delete_contact_intent
k 你真要走啊|手续办了吗
r! 嗯，走之前我把客户都删了，一个不留给公司|准备把手里客户的好友全删掉，聊天记录也清空
k 别冲动|小心公司查
@ risk delete_contact_intent
r! {name}，我这个号要停了，我先把您从工作微信删掉，您加我新号|等会我会删了您的好友，公司要查，您别在意
c 好吧|怎么了
@ risk abuse
c 你们怎么又延期|我要投诉你|太贵了，再看看
r! 你有病吧，爱买不买，滚|投诉去啊，傻逼，谁怕你|买不起就别问，穷鬼，浪费我时间
c 你什么态度|截图了，等着
@ risk abuse
c 我再比较比较吧
r! 神经病，问了半天不买，脑子进水了吧|不买拉倒，垃圾客户，别再来烦老子
c 你怎么骂人
@ risk data_leak
k 你那边有没有客户名单
r! 有，我把全部客户的电话和地址导出来发你，{nn}00条，一条两块|我把客户资料表导出来了，姓名手机号都有，晚上卖给你
k! 发我邮箱，别用公司的|行，老价钱
@ risk data_leak
k 外面有人要买业主名单
r! 我手里有{nn}00条业主电话，一条一块五，你帮我出|客户信息我可以从系统里导，打包卖给他，钱对半分
k 胆子真大|别出事
@ risk guaranteed_return
c 会不会亏啊|有没有风险
r! 放心，保本保息，年化{percent}%，稳赚不赔，亏了我赔给您|这个百分百赚，零风险，内部渠道保证收益{percent}个点
c 真的能保证吗|那我多买点
r! 我拿人格担保，绝对不会亏|保证的，签了就锁定收益
@ risk guaranteed_return
c 效果能保证吗
r! 保证百分之百通过，不过全额退，内部有人|绝对保过，我们跟考官有关系，{deposit}元包过
c 靠谱吗|写合同吗
@ risk job_hop_poach
k 最近业绩压力好大
r! 一起跳槽吧，对面公司底薪高一倍，把客户也带过去|我下月去竞品那边，带团队过去有{deposit}0的签字费，你来不来
k! 客户带得走吗，带得走我就去|行啊，帮我也投一份
@ risk job_hop_poach
r! {name}，我下个月换公司了，到时候您的单子跟我一起转到那边去，价格更低|我跳槽到隔壁家了，您先别续费，等我过去给您更好的条件
c 哦？那边怎么样|行，到时候联系
@ risk evade_monitoring
r! 这里有会话存档，别在这说，打电话聊|公司能看到聊天记录，咱们换个软件说，{wechat}
c 哦哦，好|为什么
@ risk evade_monitoring
k 那件事怎么样了
r! 别打字，工作微信被监控了，用飞机聊|敏感的话用谐音，系统会抓关键词，发完记得撤回
k 懂了|好
@ risk sensitive_info
r 办理需要登记一下
c! 我身份证号{idcard}，手机{phone}|身份证{idcard}，银行卡{bankcard}
r! 收到，我把上一位客户的也发您参考：身份证{idcard}，手机{phone}|好的，密码也发我一下，我帮您操作，卡号{bankcard}对吧
c 密码就不发了吧|这样安全吗
@ risk sensitive_info
k 那个客户的资料有吗
r! 有，身份证{idcard}，电话{phone}，卡号{bankcard}|姓名身份证都在：{idcard}，住址演示路{n}号
k 收到
@ risk bribery_gift
r! {name}，过节给您和领导准备了两张购物卡，每张{off}，单位别登记|这单要是定下来，我个人给您包个{deposit}的红包，再送两条烟
c 这不太好吧|客气了
r! 一点心意，您帮忙在评标的时候关照下|放心，没人知道，直接送到您家里
@ risk bribery_gift
k 那个采购经理搞定了吗
r! 送了他一部手机和{deposit}现金，他答应帮忙|请他去了趟会所，再塞个红包，基本就成了
k 注意点影响|行，发票想办法
)TALK";

}  // namespace custos::wecom_sim
